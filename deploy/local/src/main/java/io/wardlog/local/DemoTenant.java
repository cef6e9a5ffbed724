package io.wardlog.local;

import java.util.List;

/**
 * One of those who share the demo's collector and see nothing of each other: here a hospital each.
 *
 * @param wards each has an agent of its own; a ward's name is its tenant's only
 */
record DemoTenant(String id, String hospitalId, List<String> wards, int bedsPerWard) {}
