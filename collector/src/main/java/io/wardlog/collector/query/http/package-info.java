/** The HTTP face of the API: routes, parameters, problem documents and the export stream, on Vert.x Web. */
package io.wardlog.collector.query.http;
