/**
 * What the members remember of their clients, as part of the replicated state: sessions, the last sequence of each, and
 * the replies that may have to be given again (thesis 6.3).
 * <p>
 * Everything here is a function of the log alone. Thread: that of the duty cycle. Dependencies: codecs, Agrona.
 */
package io.balsa.consensus.session;
