/**
 * Selective disclosure (docs/formats.md section 4): patient data never enters an event in the clear. Its place holds a
 * salted digest, and what the digest stands for travels beside the event, sealed to the tenant's key.
 */
package io.wardlog.disclosure;
