/**
 * Why a policy close happened: by the words of its reason, by its code, or by what the offender had
 * sent.
 */
@NullMarked
package dev.closewatch.analyzer.policy;

import org.jspecify.annotations.NullMarked;
