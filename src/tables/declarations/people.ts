import { declareTable, type RowOf } from '../table.ts';

export const people = declareTable({
  name: 'People',
  rowIs: 'user of the own tenant, and word by which the user is found',
  partitionKey: 'tenantId',
  rowKey:
    'person_id; or word_word_id, the word without accents, in lower case and at most 64 characters long: one of the first 39 of the display name, or the whole sign-in name',
  columns: {
    IdentityId: {
      type: 'String',
      required: true,
      person: true,
      meaning: 'The object id of the user, in lower case.',
    },
    DisplayName: {
      type: 'String',
      person: true,
      meaning: 'The display name in the latest call that shows one, at most 1,000 characters.',
    },
    UserPrincipalName: {
      type: 'String',
      person: true,
      meaning: 'person: the sign-in name in the latest call that shows one.',
    },
    LastSeenAt: {
      type: 'DateTime',
      meaning:
        'person: FirstStartDateTime of the latest call that has the user among its participants; never that of a withheld call once its day was compared again.',
    },
  },
});
export type PersonValues = RowOf<typeof people>;
