/** Certificates and private keys, read from the text of PEM files. */
@NullMarked
package dev.closewatch.proxy.certificate;

import org.jspecify.annotations.NullMarked;
