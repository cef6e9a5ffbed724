package io.wardlog.edge.listen;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import io.netty.internal.tcnative.CertificateVerifier;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts whom another factory trusts, and tells BoringSSL when a certificate is of no known authority. Without that the client's
 * alert would be "internal error", and whoever set the device up would look for the fault on the wrong side.
 */
final class ExplainedTrust extends SimpleTrustManagerFactory {

    private final TrustManagerFactory trust;

    ExplainedTrust(TrustManagerFactory trust) {
        this.trust = trust;
    }

    @Override
    protected void engineInit(KeyStore keyStore) {
        // the other factory is ready
    }

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {
        // the other factory is ready
    }

    @Override
    protected TrustManager[] engineGetTrustManagers() {
        return Arrays.stream(trust.getTrustManagers())
                .map(manager -> manager instanceof X509ExtendedTrustManager x509 ? new Explained(x509) : manager)
                .toArray(TrustManager[]::new);
    }

    private static CertificateException explained(CertificateException refused) {
        for (Throwable reason = refused; reason != null; reason = reason.getCause()) {
            boolean noPath = reason instanceof CertPathBuilderException
                    && !(reason.getCause() instanceof CertPathValidatorException);
            if (noPath || reason instanceof CertPathValidatorException invalid && isOfNoKnownCa(invalid.getReason())) {
                return new OpenSslCertificateException(
                        refused, CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
            }
        }
        return refused; // expired and the like, which Netty tells apart
    }

    private static boolean isOfNoKnownCa(CertPathValidatorException.Reason reason) {
        return reason == CertPathValidatorException.BasicReason.INVALID_SIGNATURE
                || reason == PKIXReason.NO_TRUST_ANCHOR;
    }

    private static final class Explained extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager trust;

        Explained(X509ExtendedTrustManager trust) {
            this.trust = trust;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            try {
                trust.checkClientTrusted(chain, authType, engine);
            } catch (CertificateException refused) {
                throw explained(refused);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            try {
                trust.checkClientTrusted(chain, authType);
            } catch (CertificateException refused) {
                throw explained(refused);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkClientTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            trust.checkServerTrusted(chain, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            trust.checkServerTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return trust.getAcceptedIssuers();
        }
    }
}
