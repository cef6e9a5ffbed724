/**
 * The archive in an S3 bucket with object lock. Every object is locked in COMPLIANCE mode when it is put, and the lock is read back before the object
 * counts; readers take the oldest version of a name, so that neither a delete marker nor a later version hides what was archived. Start at
 * {@link io.wardlog.collector.archive.s3.S3Archive}.
 */
package io.wardlog.collector.archive.s3;
