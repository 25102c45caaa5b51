import { expect, test } from 'vitest';
import { explainStoredFailure } from '../../src/failures/explain-stored-failure.ts';
import { StorageFailure } from '../../src/ports/storage.ts';

test.each([
  [undefined, 'ECONNREFUSED', 'does not answer'],
  [200, 'NotOfStorage', 'Something else than storage answers'],
  [204, 'NotOfStorage', 'Something else than storage answers'],
  [200, 'PARSE_ERROR', 'The answer was cut off'],
  [400, 'InvalidInput', 'Storage refuses the request'],
  [403, 'AuthorizationFailure', 'Storage refuses. Your sign-in needs the role'],
  [404, 'TableNotFound', 'The table does not exist'],
  [404, undefined, 'Something else than storage answers'],
  [503, 'ServerBusy', 'Storage is busy or down'],
])('storage that answers %s %s: %s', (status, code, text) => {
  const told = explainStoredFailure(new StorageFailure('table Sessions: query failed', { status, code }));
  expect(told).toMatchObject({ text: 'table Sessions: query failed.', kind: 'unreachable' });
  expect(told?.remedies[0]?.text).toContain(text);
});
