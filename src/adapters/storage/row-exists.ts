/** A batch that inserts a row which is already there. Nothing of the batch was done. */
export class RowExists extends Error {
  override readonly name = 'RowExists';
}
