/** The known answers of docs/vectors, as bytes. */
package io.wardlog.vectors;
