import { declareTable, type RowOf } from '../table.ts';

/** Nothing in it changes with the version: a new version of a large meeting need not touch thousands of partitions. */
export const callsByUser = declareTable({
  name: 'CallsByUser',
  rowIs:
    "user and call that the user took part in: a hint, which the call's row in CallRecords and its participants confirm",
  partitionKey:
    'tenantId_userId: an id among the participants or at the ends of sessions and segments, of guests the mail address, too (in lower case; of an id too long for a key its first 64 characters, !sha256. and the SHA-256)',
  rowKey:
    'FirstStartDateTime with each digit subtracted from 9, so that the latest call comes first, then _callId',
  columns: {
    CallId: { type: 'Guid', required: true, meaning: "The call record's id." },
    FirstStartDateTime: {
      type: 'DateTime',
      required: true,
      meaning: 'CallStartDateTime of the first version stored.',
    },
    IdentityId: {
      type: 'String',
      required: true,
      person: true,
      meaning: 'The id of the user, as Graph writes it.',
    },
    IdentityKind: {
      type: 'String',
      meaning: 'What kind of identity it is, where Graph says so: as in Participants.',
    },
    SeenInGeneration: {
      type: 'String',
      required: true,
      meaning:
        "A generation in which they took part. While it is the Generation of the call's row in CallRecords, the hint is true; otherwise look into Participants, Sessions and Segments.",
    },
  },
});
export type CallsByUserValues = RowOf<typeof callsByUser>;
