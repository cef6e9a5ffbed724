/**
 * {@code wardlog agent doctor}: tries everything that an agent needs, and says what fails and how to fix it. {@link
 * io.wardlog.edge.doctor.Check} is one thing that is looked at. Nothing here changes anything, and nothing names a patient, a key or a
 * password.
 */
package io.wardlog.edge.doctor;
