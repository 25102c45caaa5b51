import { furtherBytesColumns } from '../chunk.ts';
import { declareTable } from '../table.ts';

export const networks = declareTable({
  name: 'Networks',
  rowIs: 'chunk of an imported building file, or its head',
  partitionKey: 'tenantId_yyyy-MM-dd, the day from which the file counts',
  rowKey: 'head, or generation_chunk',
  columns: {
    Generation: {
      type: 'String',
      required: true,
      meaning:
        'The import that wrote this row: when it began, and a random part. The chunks that count are those with the Generation of the head.',
    },
    ImportedAt: { type: 'DateTime', meaning: 'When the file was imported. In the head, as what follows.' },
    FileName: { type: 'String', meaning: 'Name of the file.' },
    NetworkCount: { type: 'Int32', meaning: 'Networks in the file.' },
    ChunkCount: { type: 'Int32', meaning: 'Chunks that hold them.' },
    Bytes01: {
      type: 'Binary',
      meaning:
        'The first 64 KiB of a chunk. All bytes of all chunks, in order, are one gzip file of JSON lines: one for each network.',
    },
    ...furtherBytesColumns,
  },
});
