/** The words by which a person is found: as they are stored, and as users type them. */

/** Characters of a word that are kept. */
const WORD_LENGTH = 64;

/** Letters that are not made of a letter and an accent. */
const PLAIN: Readonly<Record<string, string>> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  þ: 'th',
};
const TO_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** The different words of a display name, in their order: `Łukasz O’Neill-Müller` is lukasz, o, neill, muller. */
export function wordsOfName(name: string): ReadonlyArray<string> {
  const words = folded(name)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return [...new Set(words.map(shortened))];
}

/** A sign-in name is one word. */
export function wordOfSignInName(name: string): string {
  return shortened(folded(name));
}

/** What looks the same to those who type: case and accents do not count. */
function folded(text: string): string {
  return (
    text
      .toWellFormed()
      // A sharp s has its two letters in upper case only.
      .toUpperCase()
      .toLowerCase()
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .replace(TO_PLAIN, (letter) => PLAIN[letter] ?? letter)
  );
}

function shortened(word: string): string {
  return Array.from(word).slice(0, WORD_LENGTH).join('');
}
