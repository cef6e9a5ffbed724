package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.MessageCheck.Result;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schemas.Fixture;
import io.wardlog.testkit.FuzzedParser;
import java.util.Map;
import java.util.stream.Stream;

/** A message of a device that is known: recorded, or refused in the same words by the quick way and by the tree. */
class MessageFuzzTest extends FuzzedParser {

    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-017", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());

    private final MessageCheck check = new MessageCheck(Schemas.of(SchemaRegistry.builtIn()), "gateway-1");

    @Override
    protected Stream<byte[]> seeds() {
        return Fixture.all().stream().map(Fixture::json);
    }

    @Override
    protected void parse(byte[] input) {
        Arrival arrival = Arrival.of(PUMP, SourceProtocol.TCP, input);
        Result quick = check.check(arrival);
        Result tree = check.checkTree(arrival);
        assertThat(quick instanceof Result.Valid).isEqualTo(tree instanceof Result.Valid);
        if (tree instanceof Result.Invalid) {
            assertThat(quick).isEqualTo(tree);
        }
    }
}
