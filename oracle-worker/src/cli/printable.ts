/** What moves the cursor, recolours or rewrites what a terminal shows, or turns the direction of text; line feeds stay. */
const UNPRINTABLE = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/** Text for a terminal: names, keys and labels in it may have been chosen by anyone. JSON stays the same JSON. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) =>
    character === "\n" ? character : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
