/**
 * Services that embed a member, as small as they can be. The README shows them; a test keeps the two the same.
 */
package io.balsa.samples;
