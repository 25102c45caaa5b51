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
    Bytes1: {
      type: 'Binary',
      required: true,
      meaning:
        'The first 64 KiB of the chunk. All bytes of all chunks, in order, are one gzip file of JSON lines: one for each answer of Graph.',
    },
    Bytes2: bytesColumn(goesOn),
    Bytes3: bytesColumn(goesOn),
    Bytes4: bytesColumn(goesOn),
    Bytes5: bytesColumn(goesOn),
    Bytes6: bytesColumn(goesOn),
    Bytes7: bytesColumn(goesOn),
    Bytes8: bytesColumn(goesOn),
    Bytes9: bytesColumn(goesOn),
    Bytes10: bytesColumn(goesOn),
  },
});
export type CallRecordDocumentValues = RowOf<typeof callRecordDocuments>;

/** The columns that hold the bytes of a chunk, in order. */
export const BYTES_COLUMNS = [
  'Bytes1',
  'Bytes2',
  'Bytes3',
  'Bytes4',
  'Bytes5',
  'Bytes6',
  'Bytes7',
  'Bytes8',
  'Bytes9',
  'Bytes10',
] as const satisfies ReadonlyArray<keyof CallRecordDocumentValues>;
