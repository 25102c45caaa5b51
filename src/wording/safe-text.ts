/**
 * Text from outside as it may be shown: without what a terminal obeys instead of showing it. Every participant can put control
 * characters, and marks that turn the direction of a line, into the name under which they join a meeting.
 */

const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;
const LINE_END = /(\r?\n)/;

/** One line: line ends are taken out as well. */
export function safeLine(text: string): string {
  return text.replace(OBEYED, '\ufffd');
}

/** Text of several lines. */
export function safeText(text: string): string {
  const parts = text.split(LINE_END);
  return parts.map((part, index) => (index % 2 === 0 ? safeLine(part) : part)).join('');
}

/** JSON text that is safe to show and holds the same values. */
export function safeJson(json: string): string {
  return json.replace(OBEYED, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
