/** Both ends of a session or segment: who was there, with which machine and program, and how it was rated. */

import { placed } from '../graph-column.ts';
import { endpointColumns, feedbackColumns } from './endpoint.ts';
import { endIdentityColumns, identityColumns } from './identity.ts';

export const sessionEndColumns = {
  ...placed('Caller', identityPaths('session.caller'), identityColumns),
  ...placed('Caller', 'session.caller', endpointColumns),
  ...placed('Caller', 'session.caller', feedbackColumns),
  ...placed('Callee', identityPaths('session.callee'), identityColumns),
  ...placed('Callee', 'session.callee', endpointColumns),
  ...placed('Callee', 'session.callee', feedbackColumns),
};

/** Who was at an end, and their rating of the session, come from the session where the segment does not say. */
export const segmentEndColumns = {
  ...placed('Caller', identityPaths('segment.caller', 'session.caller'), identityColumns),
  ...placed('Caller', 'segment.caller', endpointColumns),
  ...placed('Caller', ['segment.caller', 'session.caller'], feedbackColumns),
  ...placed('Callee', identityPaths('segment.callee', 'session.callee'), identityColumns),
  ...placed('Callee', 'segment.callee', endpointColumns),
  ...placed('Callee', ['segment.callee', 'session.callee'], feedbackColumns),
};

/** `identity` is deprecated in favour of associatedIdentity, but tells the kind of identity. */
function identityPaths(...endpoints: ReadonlyArray<string>): ReadonlyArray<string> {
  return endpoints.flatMap((endpoint) => [`${endpoint}.associatedIdentity`, `${endpoint}.identity`]);
}

/** Only sessions and segments have them: by these rows users find a call. */
export const sessionIdentityColumns = {
  ...placed('Caller', 'session.caller', endIdentityColumns),
  ...placed('Callee', 'session.callee', endIdentityColumns),
};

export const segmentIdentityColumns = {
  ...placed('Caller', ['segment.caller', 'session.caller'], endIdentityColumns),
  ...placed('Callee', ['segment.callee', 'session.callee'], endIdentityColumns),
};
