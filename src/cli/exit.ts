/** How a command ends. */

export const EXIT = {
  done: 0,
  /** What was asked for is not there, or something is not as it should be. */
  foundWrong: 1,
  /** The command line or the settings are wrong. */
  askedWrongly: 2,
  /** Storage, Azure or a program that is needed could not be reached. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command or its settings are wrong; the message says what, and what to type. */
export class AskedWrongly extends Error {
  override readonly name = 'AskedWrongly';
}

/** Something that the command needs could not be reached; the message says what, and what to do. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** What was named does not exist; the message says so. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}
