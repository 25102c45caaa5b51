import { generationColumns } from '../columns/call.ts';
import { declareTable, type RowOf } from '../table.ts';

const bytesColumn = (meaning: string) => ({ type: 'Binary', meaning }) as const;
const goesOn = 'The next 64 KiB.';

export const callRecordDocuments = declareTable({
  name: 'CallRecordDocuments',
  rowIs: "chunk of a call's document: everything that Graph sent, compressed",
  partitionKey: 'callId',
  rowKey: 'tenantId_generation_chunk',
  columns: {
    ...generationColumns,
    ChunkOrdinal: { type: 'Int32', required: true, meaning: 'Position of the chunk, from 0.' },
    // Ten cells are 640 KiB, 853 KiB in the Base64 that they travel in: below the 1 MiB that the emulator takes.
    Bytes01: {
      type: 'Binary',
      required: true,
      meaning:
        'The first 64 KiB of the chunk. All bytes of all chunks, in order, are one gzip file of JSON lines: one for each answer of Graph.',
    },
    Bytes02: bytesColumn(goesOn),
    Bytes03: bytesColumn(goesOn),
    Bytes04: bytesColumn(goesOn),
    Bytes05: bytesColumn(goesOn),
    Bytes06: bytesColumn(goesOn),
    Bytes07: bytesColumn(goesOn),
    Bytes08: bytesColumn(goesOn),
    Bytes09: bytesColumn(goesOn),
    Bytes10: bytesColumn(goesOn),
  },
});
export type CallRecordDocumentValues = RowOf<typeof callRecordDocuments>;

/** The columns that hold the bytes of a chunk, in order. */
export const BYTES_COLUMNS = [
  'Bytes01',
  'Bytes02',
  'Bytes03',
  'Bytes04',
  'Bytes05',
  'Bytes06',
  'Bytes07',
  'Bytes08',
  'Bytes09',
  'Bytes10',
] as const satisfies ReadonlyArray<keyof CallRecordDocumentValues>;
