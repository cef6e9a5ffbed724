package io.wardlog.local;

import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The demo's authority and what it issued; made once, completed when an earlier start was interrupted, never replaced. */
record DemoKeys(DemoLayout layout, DevelopmentPki pki, Validity validity) {
    private static final Duration LENGTH = Duration.ofDays(825);

    static DemoKeys open(DemoLayout layout, Instant now) throws IOException {
        Validity validity = Validity.starting(now, LENGTH);
        DevelopmentPki pki = Files.exists(layout.pki().resolve("ca.pem"))
                ? DevelopmentPki.open(layout.pki())
                : DevelopmentPki.create(layout.pki(), validity);
        DemoKeys keys = new DemoKeys(layout, pki, validity);
        keys.issueWhatIsMissing();
        return keys;
    }

    private void issueWhatIsMissing() throws IOException {
        for (String ward : DemoNames.WARDS) {
            String agentId = DemoNames.agent(ward);
            if (Files.notExists(agent(agentId).resolve("signing.pub.pem"))) {
                DemoTenant tenant = DemoNames.tenantOf(ward);
                pki.agent(new DevelopmentPki.AgentName(tenant.id(), tenant.hospitalId(), agentId), List.of(), validity);
            }
        }
        if (Files.notExists(collector().resolve("receipt.pub.pem"))) {
            pki.collector(List.of(), validity);
        }
        for (DemoTenant tenant : DemoNames.TENANTS) {
            if (Files.notExists(sealPublicKey(tenant))) {
                pki.tenant(tenant.id());
            }
        }
    }

    Path ca() {
        return pki.caFile();
    }

    Path agent(String agentId) {
        return layout.pki().resolve("agents").resolve(agentId);
    }

    Path collector() {
        return layout.pki().resolve("collector");
    }

    Path sealPublicKey(DemoTenant tenant) {
        return layout.pki().resolve("tenants").resolve(tenant.id()).resolve("seal.pub.pem");
    }
}
