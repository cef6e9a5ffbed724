package io.wardlog.keys;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys that someone trusts. Immutable. */
public final class KeyRing {

    private final Map<KeyId, TrustedKey> keys;

    /** @throws IllegalStateException when one key is given twice */
    public KeyRing(Collection<TrustedKey> keys) {
        this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(TrustedKey::keyId, Function.identity()));
    }

    /** The key with this id if it is trusted for this purpose. */
    public Optional<TrustedKey> find(KeyId keyId, KeyPurpose purpose) {
        return Optional.ofNullable(keys.get(keyId)).filter(key -> key.purpose() == purpose);
    }
}
