import { describe, expect, it } from 'vitest';
import { createFolder } from '../../../src/adapters/files/folder.ts';
import { type Destination, destination, explainFilesFailure } from '../../../src/cli/export/destination.ts';
import { FilesFailure } from '../../../src/ports/files.ts';

const FOLDER = destination.read('/srv/calls') as Destination;
const CONTAINER = destination.read('https://contoso.blob.core.windows.net/calls?sig=secret') as Destination;

describe('where an export is put', () => {
  it('is a folder or the URL of a container, whose signature is not shown', () => {
    expect(FOLDER).toMatchObject({ name: '/srv/calls', isFolder: true });
    expect(CONTAINER).toMatchObject({ name: 'https://contoso.blob.core.windows.net/calls', isFolder: false });
    expect(destination.read('https://contoso.blob.core.windows.net')).toBeUndefined();
    const emulator = 'http://127.0.0.1:10000/devstoreaccount1/calls';
    expect(destination.read(emulator)).toBeUndefined();
    expect(destination.read(`${emulator}?sig=secret`)).toMatchObject({ name: emulator });
  });

  it.each([
    [FOLDER, { code: 'ENOSPC' }, 'The disk is full'],
    [FOLDER, { code: 'EROFS' }, 'You may not write there'],
    [FOLDER, { code: 'EACCES' }, 'You may not write there'],
    [FOLDER, { code: 'EBUSY' }, 'Another program has the file open'],
    [FOLDER, { code: 'ENOTDIR' }, 'Give a folder as --out'],
    [FOLDER, { code: 'EIO' }, 'Give another --out'],
    [CONTAINER, { code: 'TokenUnavailable' }, 'type az login'],
    [CONTAINER, { code: 'ECONNREFUSED' }, 'The account does not answer'],
    [CONTAINER, { code: 'ContainerNotFound', status: 404 }, 'az storage container create'],
    [CONTAINER, { code: 'AuthorizationPermissionMismatch', status: 403 }, 'Storage Blob Data Contributor'],
    [CONTAINER, { code: 'ConditionNotMet', status: 412 }, 'Another export has written the file'],
    [CONTAINER, { code: 'InvalidBlockList', status: 400 }, 'Another export has written the file'],
    [CONTAINER, { code: 'ServerBusy', status: 503 }, 'Wait a minute'],
  ])('is named with what to do when it refuses (%#)', (place, details, remedy) => {
    const said = explainFilesFailure(
      new FilesFailure('Sessions/day=2026-11-23/part-0.csv: refused', details),
      place,
    );
    expect(said.startsWith(`${place.name}: Sessions/day=2026-11-23/part-0.csv: refused. `)).toBe(true);
    expect(said).toContain(remedy);
    expect(said).toMatch(/Then type the same command again: days that were written stay$/);
    expect(said).not.toContain('secret');
  });

  it.skipIf(process.platform !== 'linux')(
    'is refused at once where no folder can be made, as in /proc',
    async () => {
      const created = createFolder('/proc/calls').create('_export.json', undefined);
      await expect(created).rejects.toThrow(new FilesFailure('_export.json: ENOENT', { code: 'ENOENT' }));
    },
  );
});
