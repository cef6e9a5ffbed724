"""Runs one test of the Eclipse Paho interoperability suite, as it is, against an agent.

    paho_suite.py SUITE MODULE TEST PORT DEVICE TOKEN

SUITE is its directory `interoperability`, MODULE client_test (MQTT 3.1.1) or client_test5 (MQTT 5). The suite knows nothing of credentials, and
its topics are not ours: both are set from outside. Ends with 0 when the test passes; else the last line says at which of its lines it does not.
"""

import functools
import importlib
import signal
import sys
import traceback
import unittest

suite, module_name, test_name, port, device, token = sys.argv[1:]
sys.path.insert(0, suite)
sys.argv = [module_name]
module = importlib.import_module(module_name)


def topic(event_type):
    return "wardlog/v1/%s/%s" % (device, event_type)


def own_topics():
    """Those of index 0, 2 and 4 are topics of wills in the suite, and only one is allowed to be."""
    will = topic("device.disconnected")
    module.topics = (will, topic("device.heartbeat"), will, topic("device.alarm"), will)
    module.wildtopics = ("TopicA/+", "+/C", "#", "/#", "/+", "+/+", "TopicA/#")
    module.nosubscribe_topics = ("test/nosubscribe",)
    module.topic_prefix = "client_test5/"
    module.host, module.port = "127.0.0.1", int(port)


def with_credentials(connect):
    @functools.wraps(connect)
    def connecting(self, *arguments, **named):
        named.setdefault("username", device)
        named.setdefault("password", token.encode())
        return connect(self, *arguments, **named)

    return connecting


class Kept(unittest.TextTestResult):
    """The suite catches its own assertions and says only that it failed: what it printed of them is kept."""


def out_of_time(*_):
    raise TimeoutError("waits for a message that never comes")


module.mqtt_client.Client.connect = with_credentials(module.mqtt_client.Client.connect)
module.setData = own_topics
own_topics()
signal.signal(signal.SIGALRM, out_of_time)
signal.alarm(60)
result = unittest.TextTestRunner(resultclass=Kept, verbosity=0).run(module.Test(test_name))
sys.stdout.flush()
sys.exit(0 if result.wasSuccessful() and result.testsRun == 1 else 1)
