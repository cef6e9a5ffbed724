#!/bin/sh
# The rights that each role needs in Kafka, and no more: one principal for each role's process, named wardlog-<role>.
#   BOOTSTRAP=kafka-1:9093 ADMIN=admin.properties sh kafka-acls.sh
# ADMIN is a client configuration of someone who may change access rules. Other names than wardlog-<role>: set PREFIX.
# A process with several roles needs the rights of each. KafkaAccessIT runs the whole pipeline with exactly these.
set -eu

: "${BOOTSTRAP:?names the brokers, as host:port}"
: "${ADMIN:?names a client configuration (properties)}"
PREFIX=${PREFIX:-wardlog-}
KAFKA_ACLS=${KAFKA_ACLS:-kafka-acls.sh}

# grant ROLE OPERATION topic|group|transactional-id literal|prefixed NAME
grant() {
  "$KAFKA_ACLS" --bootstrap-server "$BOOTSTRAP" --command-config "$ADMIN" --add --allow-principal "User:$PREFIX$1" \
    --operation "$2" "--$3" "$5" --resource-pattern-type "$4"
}

# Who runs wardlog collector init (and reindex). Custody's changelog is made here, so that custody itself needs no right to create.
grant init Create topic prefixed wardlog.
grant init Create topic literal wardlog-custody-ledger-changelog
grant init Describe topic prefixed wardlog.
grant init Describe topic literal wardlog-custody-ledger-changelog
grant init DescribeConfigs topic prefixed wardlog.
grant init DescribeConfigs topic literal wardlog-custody-ledger-changelog

# The same operator's wardlog collector reindex.
grant init Read group literal wardlog-index
grant init Describe group literal wardlog-index
grant init Delete group literal wardlog-index

# Every process checks the topics' shape and settings before it works; this shows no record.
grant ingest Describe topic prefixed wardlog.
grant ingest DescribeConfigs topic prefixed wardlog.
grant custody Describe topic prefixed wardlog.
grant custody DescribeConfigs topic prefixed wardlog.
grant index Describe topic prefixed wardlog.
grant index DescribeConfigs topic prefixed wardlog.
grant archive Describe topic prefixed wardlog.
grant archive DescribeConfigs topic prefixed wardlog.
grant api Describe topic prefixed wardlog.
grant api DescribeConfigs topic prefixed wardlog.

# Takes batches, records refusals, and tells agents what custody confirmed.
grant ingest Write topic literal wardlog.batches.v1
grant ingest Write topic literal wardlog.alerts.v1
grant ingest Read topic literal wardlog.agents.v1
grant ingest Write topic literal wardlog.agents.v1

# The only one that reads batches, and the only writer of what is published.
grant custody Read topic literal wardlog.batches.v1
grant custody Write topic literal wardlog.events.v1
grant custody Write topic literal wardlog.disclosures.v1
grant custody Write topic literal wardlog.proofs.v1
grant custody Write topic literal wardlog.leaves.v1
grant custody Write topic literal wardlog.alerts.v1
grant custody Write topic literal wardlog.agents.v1
grant custody Write topic literal wardlog.deadletter.v1
grant custody Read topic literal wardlog-custody-ledger-changelog
grant custody Write topic literal wardlog-custody-ledger-changelog
grant custody Read group literal wardlog-custody
grant custody Write transactional-id prefixed wardlog-custody-
grant custody Describe transactional-id prefixed wardlog-custody-

grant index Read topic literal wardlog.events.v1
grant index Read group literal wardlog-index
grant index Write topic literal wardlog.deadletter.v1

grant archive Read topic literal wardlog.events.v1
grant archive Read topic literal wardlog.disclosures.v1
grant archive Read topic literal wardlog.proofs.v1
grant archive Read group literal wardlog-archive
grant archive Write topic literal wardlog.deadletter.v1

# What custody says of each agent; events come from the index.
grant api Read topic literal wardlog.agents.v1
