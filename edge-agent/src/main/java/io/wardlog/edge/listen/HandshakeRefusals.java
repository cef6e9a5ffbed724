package io.wardlog.edge.listen;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.WatchedTlsEngine.FailedHandshake;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.function.Consumer;

/** Names what went wrong in a handshake and reports it: plain text, silence, an old version, a certificate that does not count. */
final class HandshakeRefusals implements Consumer<FailedHandshake> {

    private final SourceProtocol protocol;
    private final ListenServices services;

    HandshakeRefusals(SourceProtocol protocol, ListenServices services) {
        this.protocol = protocol;
        this.services = services;
    }

    @Override
    public void accept(FailedHandshake failed) {
        ErrorCode code = code(failed.cause());
        services.metrics().refused(protocol, code.code());
        services.acceptor()
                .refuse(Refusal.ofConnection(protocol, failed.peer(), code, detail(code, failed.cause())), () -> {});
    }

    private static ErrorCode code(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return ErrorCode.TIMED_OUT;
        }
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof CertificateException || isCertificateAlert(reason)) {
                return ErrorCode.CERTIFICATE_REJECTED;
            }
        }
        return ErrorCode.TLS_FAILED;
    }

    /** BoringSSL tells a missing or bad certificate in its error's text only. */
    private static boolean isCertificateAlert(Throwable reason) {
        String text = String.valueOf(reason.getMessage()).toUpperCase(Locale.ROOT);
        return text.contains("CERTIFICATE_REQUIRED")
                || text.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE")
                || text.contains("CERTIFICATE_VERIFY_FAILED")
                || text.contains("EMPTY CLIENT CERTIFICATE CHAIN")
                || text.contains("PKIX PATH");
    }

    /** Fixed words: an exception's text may quote what the other side sent. */
    private static String detail(ErrorCode code, Throwable cause) {
        if (code == ErrorCode.TIMED_OUT) {
            return "the TLS handshake was begun and not finished in time";
        }
        if (code == ErrorCode.CERTIFICATE_REJECTED) {
            return "the client certificate is missing, expired or not of the configured CA";
        }
        if (cause instanceof NotSslRecordException) {
            return "plain bytes on a TLS port";
        }
        if (cause instanceof ClosedChannelException) {
            return "the connection ended within the TLS handshake";
        }
        return "no common TLS version or cipher (1.2 and 1.3 are spoken here), or a broken handshake";
    }
}
