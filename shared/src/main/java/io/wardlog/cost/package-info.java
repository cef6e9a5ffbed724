/** What processes cost, asked of the operating system: for whoever measures, never for what the product decides. */
package io.wardlog.cost;
