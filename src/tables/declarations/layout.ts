/** Which columns the rows of a call have. */

/**
 * Raised with every change that would make other rows of the same document: columns of CallRecords and its child
 * tables, where they come from, how they are read, their keys, how streams are classified. What is not made from the document (Traceparent, VersionsStored, IncompleteBecause, Withheld) does not count. `./callrecords rebuild` then makes the rows of stored calls again.
 */
export const LAYOUT = 3;
