/**
 * What each close code means, when it is seen and how to fix it, in every language of {@link
 * dev.closewatch.proxy.catalogue.Lang}. The texts are data: see the YAML files beside the classes.
 */
@NullMarked
package dev.closewatch.proxy.catalogue;

import org.jspecify.annotations.NullMarked;
