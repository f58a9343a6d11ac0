/**
 * Benchmarks of the parts. Each makes its own directory and leaves nothing.
 */
package io.balsa.bench;
