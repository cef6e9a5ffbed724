#!/usr/bin/env python3
"""Makes the golden vectors of docs/formats.md with an implementation of its own (Python, `cryptography`).

Run once for each format; a file that is there is never made again, and never from the code under test. Every key below is a test key.
JSON here holds only ASCII keys, integers and strings, for which sorted compact output is RFC 8785.
"""
import base64, hashlib, json, os, struct, sys
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = os.path.dirname(os.path.abspath(__file__))
TENANT, HOSPITAL, AGENT, DEVICE = "acme-health", "north", "gw-ward-a", "pump-017"
EPOCH = "01938a6e-3c00-7a11-8b22-0123456789ab"


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def spki(public):
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def pkcs8(private):
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        json.dump(value, out, indent=2, ensure_ascii=False)
        out.write("\n")


def root(leaves):
    if not leaves:
        return sha()
    if len(leaves) == 1:
        return sha(b"\0", leaves[0])
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\1", root(leaves[:k]), root(leaves[k:]))


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


# --- HPKE base mode, X25519 / HKDF-SHA256 / AES-256-GCM (RFC 9180), with a fixed ephemeral key -------------------
def mac(key, data):
    h = hmac.HMAC(key, hashes.SHA256())
    h.update(data)
    return h.finalize()


def expand(prk, info, length):
    out, block, i = b"", b"", 1
    while len(out) < length:
        block = mac(prk, block + info + bytes([i]))
        out += block
        i += 1
    return out[:length]


def labeled_extract(suite, salt, label, ikm):
    return mac(salt or b"\0" * 32, b"HPKE-v1" + suite + label + ikm)


def labeled_expand(suite, prk, label, info, length):
    return expand(prk, struct.pack(">H", length) + b"HPKE-v1" + suite + label + info, length)


def hpke_seal(recipient_public, ephemeral, info, plain):
    raw = lambda k: k.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    enc = raw(ephemeral.public_key())
    kem = b"KEM" + struct.pack(">H", 0x0020)
    eae = labeled_extract(kem, b"", b"eae_prk", ephemeral.exchange(recipient_public))
    shared = labeled_expand(kem, eae, b"shared_secret", enc + raw(recipient_public), 32)
    suite = b"HPKE" + struct.pack(">HHH", 0x0020, 0x0001, 0x0002)
    context = (b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"")
               + labeled_extract(suite, b"", b"info_hash", info))
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, 32)
    nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return enc + AESGCM(key).encrypt(nonce, plain, b"")


def event(sequence, prev, event_id, rate, **extra):
    payload = {"rate": {"unit": "mL/h", "value": rate}}
    payload.update(extra)
    return {
        "checksum": {"algorithm": "sha-256", "value": sha(jcs(payload)).hex()},
        "criticality": "HIGH", "deviceId": DEVICE, "deviceType": "infusion_pump", "envelopeVersion": "1.0.0",
        "eventId": event_id, "eventTime": "2026-11-23T08:15:30.25Z", "eventType": "infusion.rate_changed",
        "eventVersion": 1, "hospitalId": HOSPITAL, "ingestionTime": "2026-11-23T08:15:30.412345Z",
        "payload": payload, "prevHash": prev.hex(), "schemaRef": "urn:wardlog:schema:infusion.rate_changed:1",
        "sequenceNumber": sequence,
        "source": {"agentId": AGENT, "auth": "mtls", "epoch": EPOCH, "protocol": "mqtt"},
        "tenantId": TENANT}


def main():
    agent_key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    receipt_key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
    seal_key = x25519.X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))
    ephemeral = x25519.X25519PrivateKey.from_private_bytes(bytes(range(96, 128)))

    # disclosure and chain
    salt = bytes(range(16))
    disclosure = b64(jcs([b64(salt), "/payload/orderId", "ORDER-4711"]))
    digest = b64(sha(disclosure.encode()))
    identity = {"agentId": AGENT, "deviceId": DEVICE, "epoch": EPOCH, "hospitalId": HOSPITAL, "tenantId": TENANT}
    genesis = sha(b"wardlog/genesis/v1\n", jcs(identity))
    ids = ["01938a6e-3c01-7000-8000-000000000001", "01938a6e-3c02-7000-8000-000000000002",
           "01938a6e-3c03-7000-8000-000000000003"]
    events, hashes_, prev = [], [], genesis
    for i, event_id in enumerate(ids):
        body = jcs(event(i + 1, prev, event_id, 10 + i, **({"orderId": {"_sd": digest}} if i == 2 else {})))
        prev = sha(b"wardlog/event/v1\n", body)
        events.append(body)
        hashes_.append(prev)
    write("chain.json", {
        "identity": identity, "genesis": genesis.hex(),
        "events": [{"canonical": e.decode(), "hash": h.hex()} for e, h in zip(events, hashes_)]})

    # sealed block
    info = b"wardlog/seal/v1\n" + jcs({"agentId": AGENT, "sealKeyId": sha(spki(seal_key.public_key())).hex(), "tenantId": TENANT})
    data_key = bytes(range(128, 160))
    wrapped = hpke_seal(seal_key.public_key(), ephemeral, info, data_key)
    nonce = struct.pack(">IQ", 0, 1)
    aad = jcs({"agentId": AGENT, "deviceId": DEVICE, "epoch": EPOCH, "eventId": ids[2], "tenantId": TENANT})
    sealed = (b"\1" + sha(spki(seal_key.public_key())) + wrapped + nonce
              + AESGCM(data_key).encrypt(nonce, jcs([disclosure]), aad))
    write("disclosure.json", {
        "salt": b64(salt), "pointer": "/payload/orderId", "value": "ORDER-4711",
        "disclosure": disclosure, "digest": digest, "eventIndex": 2,
        "sealKeyPkcs8": b64(pkcs8(seal_key)), "sealKeySpki": b64(spki(seal_key.public_key())),
        "hpkeInfo": info.decode(), "sealedBlock": b64(sealed)})

    # batch
    agent = {k: identity[k] for k in ("agentId", "epoch", "hospitalId", "tenantId")}
    batch_genesis = sha(b"wardlog/batch-genesis/v1\n", jcs(agent))
    heads = root([jcs({"deviceId": DEVICE, "eventHash": hashes_[2].hex(), "sequenceNumber": 3})])
    header = jcs({
        "batchVersion": 1, "alg": "Ed25519", "keyId": sha(spki(agent_key.public_key())).hex(), **agent,
        "batchSequence": 1, "prevBatchHash": batch_genesis.hex(), "firstIndex": 0, "count": 3,
        "eventRoot": root(hashes_).hex(), "sealedAt": "2026-11-23T08:15:31.000000Z",
        "bootId": "6b1d3f0a-0c7e-4b57-9a39-2f1d5a3c9e11", "uptimeUs": 123456789,
        "clock": {"source": "ntp", "offsetUs": -42, "uncertaintyUs": 900},
        "status": {"backlogEvents": 3, "oldestUnsentMs": 588, "diskFreeBytes": 1073741824},
        "headsRoot": heads.hex(), "headsCount": 1})
    tagged = b"wardlog/batch/v1\n" + header
    signature = agent_key.sign(tagged)
    body = b"".join(struct.pack(">I", len(e)) + e + struct.pack(">I", len(s)) + s
                    for e, s in zip(events, [b"", b"", sealed]))
    frame = (b"WLB1" + struct.pack(">I", len(header)) + header + struct.pack(">H", len(signature)) + signature
             + b"\0" + struct.pack(">II", len(body), len(body)) + body)
    frame += struct.pack(">I", crc32c(frame))

    def reframe(data):
        return data[:-4] + struct.pack(">I", crc32c(data[:-4]))

    def altered(position):
        changed = bytearray(frame)
        changed[position] ^= 1
        return bytes(changed)

    at_body = 4 + 4 + len(header) + 2 + len(signature) + 1 + 4 + 4
    at_rate = frame.index(b'"value":10') + 9
    write("batch.json", {
        "agentKeySpki": b64(spki(agent_key.public_key())), "agentKeyPkcs8": b64(pkcs8(agent_key)),
        "batchGenesis": batch_genesis.hex(), "header": header.decode(), "batchHash": sha(tagged).hex(),
        "signature": b64(signature), "eventRoot": root(hashes_).hex(), "headsRoot": heads.hex(), "frame": b64(frame),
        "negative": [
            {"name": "crc", "frame": b64(altered(len(frame) - 1)), "code": "frame_checksum"},
            {"name": "truncated", "frame": b64(reframe(frame[:-20])), "code": "frame_malformed"},
            {"name": "trailing-byte", "frame": b64(reframe(frame + b"\0")), "code": "frame_malformed"},
            {"name": "next-version", "frame": b64(reframe(b"WLB2" + frame[4:])), "code": "unsupported_version"},
            {"name": "unknown-compression", "frame": b64(reframe(frame[:at_body - 9] + b"\7" + frame[at_body - 8:])),
             "code": "unsupported_version"},
            {"name": "raw-length-of-a-bomb", "frame": b64(reframe(
                frame[:at_body - 8] + struct.pack(">I", 0x7FFFFFFF) + frame[at_body - 4:])), "code": "frame_too_large"},
            {"name": "signature-bit", "frame": b64(reframe(altered(at_body - 20))), "code": "signature_invalid"},
            {"name": "event-digit", "frame": b64(reframe(altered(at_rate))), "code": "checksum_mismatch"}]})

    # receipt and head
    link = {"epoch": EPOCH, "batchSequence": 1, "batchHash": sha(tagged).hex()}
    issuer = {"alg": "Ed25519", "keyId": sha(spki(receipt_key.public_key())).hex(), "collectorId": "collector-1",
              "tenantId": TENANT, "agentId": AGENT}
    receipt = jcs({**issuer, **link, "receivedAt": "2026-11-23T08:15:31.250000Z",
                   "quarantined": [{"index": 1, "code": "schema_violation"}], "confirmed": {**link, "status": "ok"}})
    head = jcs({**issuer, "issuedAt": "2026-11-23T08:15:32.000000Z", "confirmed": {**link, "status": "gap"}})

    def answer(magic, kind, content):
        signed = receipt_key.sign(b"wardlog/" + kind + b"/v1\n" + content)
        return magic + struct.pack(">I", len(content)) + content + struct.pack(">H", len(signed)) + signed

    write("receipt.json", {
        "receiptKeySpki": b64(spki(receipt_key.public_key())), "receipt": receipt.decode(),
        "receiptFrame": b64(answer(b"WLR1", b"receipt", receipt)), "head": head.decode(),
        "headFrame": b64(answer(b"WLH1", b"head", head))})


def registry():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(160, 192)))
    document = json.dumps({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:wardlog:schema:x_acme.tablet_docked:1",
        "title": "A tablet was docked", "description": "Somebody put a tablet into its dock – with or without thanks.",
        "x-criticality": "LOW", "type": "object",
        "properties": {
            "slot": {"description": "Which slot", "type": "integer", "minimum": 1, "maximum": 24, "x-unit": "1"},
            "nurse": {"description": "Who", "type": "string", "maxLength": 64, "x-phi": True}},
        "required": ["slot"], "additionalProperties": False}, indent=2, ensure_ascii=False) + "\n"

    def body(**changes):
        return jcs({
            "alg": "Ed25519", "keyId": sha(spki(key.public_key())).hex(), "tenantId": TENANT, "registryVersion": 7,
            "createdAt": "2026-11-23T08:00:00.000000Z",
            "schemas": [{
                "eventType": "x_acme.tablet_docked", "eventVersion": 1, "status": "active", "compatibility": "backward",
                "sha256": sha(document.encode()).hex(), "document": document}],
            **changes})

    def frame(content, signature):
        return b"WLS1" + struct.pack(">I", len(content)) + content + struct.pack(">H", len(signature)) + signature

    def signed(content):
        return frame(content, key.sign(b"wardlog/registry/v1\n" + content))

    good = body()
    bundle = signed(good)
    write("registry.json", {
        "registryKeySpki": b64(spki(key.public_key())), "registryKeyPkcs8": b64(pkcs8(key)),
        "body": good.decode(), "sha256": sha(bundle).hex(), "bundle": b64(bundle),
        "negative": [
            {"name": "truncated", "bundle": b64(bundle[:-1]), "code": "registry_invalid"},
            {"name": "trailing-byte", "bundle": b64(bundle + b"\0"), "code": "registry_invalid"},
            {"name": "a-receipt", "bundle": b64(b"WLR1" + bundle[4:]), "code": "registry_invalid"},
            {"name": "not-canonical", "bundle": b64(signed(good.replace(b'{"alg"', b'{ "alg"', 1))),
             "code": "registry_invalid"},
            {"name": "signature-bit", "bundle": b64(bundle[:-1] + bytes([bundle[-1] ^ 1])), "code": "signature_invalid"},
            {"name": "signed-under-another-tag", "bundle": b64(frame(good, key.sign(b"wardlog/receipt/v1\n" + good))),
             "code": "signature_invalid"},
            {"name": "another-tenant", "bundle": b64(signed(body(tenantId="other"))), "code": "registry_foreign"},
            {"name": "version-zero", "bundle": b64(signed(body(registryVersion=0))), "code": "registry_invalid"},
            {"name": "unknown-field", "bundle": b64(signed(body(more=1))), "code": "registry_invalid"},
            {"name": "a-type-of-the-product", "bundle": b64(signed(good.replace(b"x_acme.tablet", b"device.tablet"))),
             "code": "registry_invalid"},
            {"name": "document-not-of-its-hash", "bundle": b64(signed(good.replace(b"Which slot", b"Which slit"))),
             "code": "registry_invalid"}]})


def hold():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(192, 224)))

    def body(**changes):
        return jcs({name: value for name, value in {
            "alg": "Ed25519", "keyId": sha(spki(key.public_key())).hex(), "action": "set", "holdId": "case-2026-17",
            "tenantId": TENANT, "from": "2026-11-01", "to": "2026-11-03", "reason": "17 C 4/26 – Gericht",
            "by": "legal", "at": "2026-11-26T08:00:00.000000Z", **changes}.items() if value is not None})

    def frame(content, signature):
        return b"WLL1" + struct.pack(">I", len(content)) + content + struct.pack(">H", len(signature)) + signature

    def signed(content):
        return frame(content, key.sign(b"wardlog/hold/v1\n" + content))

    good = body()
    first = signed(good)
    named = sha(b"wardlog/hold/v1\n" + good).hex()
    release = body(action="release", releases=named, reason="settled", at="2026-12-01T08:00:00.000000Z")
    write("hold.json", {
        "holdKeySpki": b64(spki(key.public_key())), "holdKeyPkcs8": b64(pkcs8(key)),
        "body": good.decode(), "hash": named, "hold": b64(first), "release": b64(signed(release)),
        "negative": [
            {"name": "truncated", "hold": b64(first[:-1]), "result": "refused"},
            {"name": "trailing-byte", "hold": b64(first + b"\0"), "result": "refused"},
            {"name": "a-head", "hold": b64(b"WLH1" + first[4:]), "result": "refused"},
            {"name": "unsigned-json", "hold": b64(good), "result": "refused"},
            {"name": "not-canonical", "hold": b64(signed(good.replace(b'{"action"', b'{ "action"', 1))), "result": "refused"},
            {"name": "unknown-field", "hold": b64(signed(body(more=1))), "result": "refused"},
            {"name": "unknown-action", "hold": b64(signed(body(action="keep"))), "result": "refused"},
            {"name": "release-of-nothing", "hold": b64(signed(body(action="release"))), "result": "refused"},
            {"name": "hold-that-releases", "hold": b64(signed(body(releases=named))), "result": "refused"},
            {"name": "id-that-is-a-path", "hold": b64(signed(body(holdId="../case"))), "result": "refused"},
            {"name": "days-in-the-wrong-order", "hold": b64(signed(body(to="2026-10-31"))), "result": "refused"},
            {"name": "no-such-day", "hold": b64(signed(body(to="2026-11-31"))), "result": "refused"},
            {"name": "time-without-six-digits", "hold": b64(signed(body(at="2026-11-26T08:00:00Z"))), "result": "refused"},
            {"name": "no-reason", "hold": b64(signed(body(reason=None))), "result": "refused"},
            {"name": "signature-bit", "hold": b64(first[:-1] + bytes([first[-1] ^ 1])), "result": "forged"},
            {"name": "another-tenant-under-the-signature",
             "hold": b64(frame(body(tenantId="other"), key.sign(b"wardlog/hold/v1\n" + good))), "result": "forged"},
            {"name": "signed-under-another-tag",
             "hold": b64(frame(good, key.sign(b"wardlog/registry/v1\n" + good))), "result": "forged"},
            {"name": "another-key", "hold": b64(signed(body(keyId="00" * 32))), "result": "unknown_key"}]})


def schema_index():
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(224, 256)))
    index = '{\n  "indexVersion": 1,\n  "events": [\n\n  ]\n}\n'

    def body(**changes):
        return jcs({
            "alg": "Ed25519", "keyId": sha(spki(key.public_key())).hex(), "sha256": sha(index.encode()).hex(),
            "signedAt": "2026-11-27T08:00:00.000000Z", **changes})

    def frame(content, signature):
        return b"WLI1" + struct.pack(">I", len(content)) + content + struct.pack(">H", len(signature)) + signature

    def signed(content):
        return frame(content, key.sign(b"wardlog/schema-index/v1\n" + content))

    good = body()
    first = signed(good)
    write("schema-index.json", {
        "releaseKeySpki": b64(spki(key.public_key())), "releaseKeyPkcs8": b64(pkcs8(key)), "index": index,
        "body": good.decode(), "signature": b64(first),
        "negative": [
            {"name": "truncated", "signature": b64(first[:-1]), "result": "refused"},
            {"name": "trailing-byte", "signature": b64(first + b"\0"), "result": "refused"},
            {"name": "a-registry-bundle", "signature": b64(b"WLS1" + first[4:]), "result": "refused"},
            {"name": "unsigned-json", "signature": b64(good), "result": "refused"},
            {"name": "not-canonical", "signature": b64(signed(good.replace(b'{"alg"', b'{ "alg"', 1))), "result": "refused"},
            {"name": "unknown-field", "signature": b64(signed(body(tenantId=TENANT))), "result": "refused"},
            {"name": "no-hash", "signature": b64(signed(good.replace(b'"sha256"', b'"sha512"'))), "result": "refused"},
            {"name": "time-without-six-digits", "signature": b64(signed(body(signedAt="2026-11-27T08:00:00Z"))),
             "result": "refused"},
            {"name": "signature-bit", "signature": b64(first[:-1] + bytes([first[-1] ^ 1])), "result": "not_signed"},
            {"name": "another-index-under-the-signature",
             "signature": b64(frame(body(sha256="00" * 32), key.sign(b"wardlog/schema-index/v1\n" + good))),
             "result": "not_signed"},
            {"name": "signed-under-the-tag-of-a-bundle",
             "signature": b64(frame(good, key.sign(b"wardlog/registry/v1\n" + good))), "result": "not_signed"},
            {"name": "another-algorithm", "signature": b64(signed(body(alg="ES384"))), "result": "not_signed"},
            {"name": "another-key", "signature": b64(signed(body(keyId="00" * 32))), "result": "not_signed"}]})


missing = [(name, make) for name, make in
           (("chain.json", main), ("registry.json", registry), ("hold.json", hold), ("schema-index.json", schema_index))
           if not os.path.exists(os.path.join(HERE, name))]
if not missing:
    sys.exit("the vectors are there; they are never made again")
for _, make in missing:
    make()
