/** What the fuzzed pipeline knows as its own. */

export const TENANT_ID = '5f6e1c9a-2b7d-4e38-9c41-0a8b7d6e5f43';

/** As Graph is given it: the spelling of capitals and the signs must not matter to anybody but the comparison. */
export const CLIENT_STATE = 'Current.secret-of+this/fuzzing=41';
export const PREVIOUS_CLIENT_STATE = 'Previous.secret-of+this/fuzzing=40';

/** A subscription that the pipeline keeps, and one that it has never heard of. */
export const KNOWN_SUBSCRIPTION = 'c0ffee00-1111-4222-8333-444444444444';
export const UNKNOWN_SUBSCRIPTION = 'deadbeef-1111-4222-8333-444444444444';
