import { furtherBytesColumns } from '../chunk.ts';
import { callStartColumns, generationColumns } from '../columns/call.ts';
import { declareTable, type RowOf } from '../table.ts';

export const callRecordDocuments = declareTable({
  name: 'CallRecordDocuments',
  rowIs: "chunk of a call's document: everything that Graph sent, compressed",
  partitionKey: 'callId',
  rowKey: 'tenantId_generation_chunk',
  columns: {
    ChunkOrdinal: { type: 'Int32', required: true, meaning: 'Position of the chunk, from 0.' },
    Bytes01: {
      type: 'Binary',
      required: true,
      meaning:
        'The first 64 KiB of the chunk. All bytes of all chunks, in order, are one gzip file of JSON lines: one for each answer of Graph.',
    },
    ...furtherBytesColumns,
    ...callStartColumns,
    ...generationColumns,
  },
});
export type CallRecordDocumentValues = RowOf<typeof callRecordDocuments>;
