package io.wardlog.edge.listen.mqtt;

import io.vertx.core.Vertx;
import io.vertx.junit5.ProvidedBy;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.listen.DeviceVertx;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An MQTT listener for each test. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
abstract class WithMqtt {

    @TempDir
    Path directory;

    MqttFixture fixture;

    @BeforeEach
    void start(@ProvidedBy(DeviceVertx.class) Vertx vertx) throws Exception {
        fixture = new MqttFixture(directory, vertx);
        vertx.exceptionHandler(fixture.listen.faults::add);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }
}
