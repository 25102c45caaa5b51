/** Something keeps the demonstration from running; the message tells its user what. */
export class CannotRun extends Error {
  override readonly name = 'CannotRun';
}
