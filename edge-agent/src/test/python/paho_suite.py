"""Runs one test of the Eclipse Paho interoperability suite, as it is, against an agent that knows one device.

    paho_suite.py SUITE MODULE TEST PORT DEVICE TOKEN

SUITE is its directory `interoperability`; MODULE is client_test (MQTT 3.1.1) or client_test5 (MQTT 5). Ends with 0 when the test passes.

The suite is for brokers. From outside of it is set what this agent asks of a client: its credentials, topics that are the device's, a will that is its
own, payloads that are its messages. Its MQTT 5 client takes no properties in a PUBREC, so that it says that it wants no reason strings, and knows only
some of the reason codes of a SUBACK (OASIS MQTT 5.0, table 3-8), so that it is shown 0x80 for 0x87.
"""

import datetime
import functools
import importlib
import signal
import sys
import unittest

TIME_LIMIT = 90

suite, module_name, test_name, port, device, token = sys.argv[1:]
sys.path.insert(0, suite)
sys.argv = [module_name]
module = importlib.import_module(module_name)
is_v5 = module_name.endswith("5")


def topic(event_type):
    return "wardlog/v1/%s/%s" % (device, event_type)


def message(event_type, payload):
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return ('{"deviceId":"%s","eventType":"%s","eventTime":"%s","payload":%s}' % (device, event_type, time, payload)).encode()


def own_topics():
    module.topics = (topic("device.heartbeat"),) * 5
    module.wildtopics = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
    module.nosubscribe_topics = ("test/nosubscribe",)
    module.topic_prefix = "client_test5/"
    module.host, module.port = "127.0.0.1", int(port)


def connecting(connect):
    @functools.wraps(connect)
    def with_credentials(self, *arguments, **named):
        named.setdefault("username", device)
        named.setdefault("password", token.encode())
        if named.get("willFlag"):
            named["willTopic"] = topic("device.disconnected")
            named["willMessage"] = message("device.disconnected", '{"why":"connection_lost"}')
        if is_v5:
            properties = named.get("properties") or module.MQTTV5.Properties(module.MQTTV5.PacketTypes.CONNECT)
            properties.RequestProblemInformation = 0
            named["properties"] = properties
        return connect(self, *arguments, **named)

    return with_credentials


def publishing(publish):
    @functools.wraps(publish)
    def with_a_message(self, topic_name, payload, *arguments, **named):
        if topic_name == topic("device.heartbeat"):
            payload = message("device.heartbeat", '{"status":"ok"}')
        return publish(self, topic_name, payload, *arguments, **named)

    return with_a_message


def as_the_suite_knows_it(unpack):
    @functools.wraps(unpack)
    def with_0x80(self, buffer, *arguments, **named):
        return unpack(self, buffer.replace(b"\x87", b"\x80") if self.packetType == module.MQTTV5.PacketTypes.SUBACK else buffer, *arguments, **named)

    return with_0x80


def out_of_time(*_):
    raise TimeoutError("it waits for a message that never comes")


client = module.mqtt_client.Client
client.connect = connecting(client.connect)
client.publish = publishing(client.publish)
if is_v5:
    subacks = module.MQTTV5.UnsubSubacks
    subacks.unpack = as_the_suite_knows_it(subacks.unpack)
module.setData = own_topics
own_topics()
signal.signal(signal.SIGALRM, out_of_time)
signal.alarm(TIME_LIMIT)
result = unittest.TextTestRunner(verbosity=0).run(unittest.TestSuite([module.Test(test_name)]))
sys.stdout.flush()
sys.exit(0 if result.wasSuccessful() and result.testsRun == 1 else 1)
