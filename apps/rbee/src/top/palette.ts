/** What a part of a line means; the palette gives it a colour. */
export type Tone = 'plain' | 'head' | 'strong' | 'good' | 'busy' | 'warning' | 'bad' | 'stale';

/** Puts a text in the colour of its tone. */
export type Paint = (tone: Tone, text: string) => string;

/** Parameters of SGR (ECMA-48, 8.3.117) by tone. */
type Codes = Readonly<Partial<Record<Tone, string>>>;

/** Not colours: what a terminal shows with NO_COLOR, too (https://no-color.org). */
const WITHOUT_COLOUR: Codes = { head: '7', strong: '1', stale: '2' };

const OF_16: Codes = {
  ...WITHOUT_COLOUR,
  ...{ good: '32', busy: '36', warning: '33', bad: '31', stale: '90' },
};

/** Colours of the cube of 256 that are readable on black and on white. */
const OF_256: Codes = {
  ...WITHOUT_COLOUR,
  ...{ good: '38;5;35', busy: '38;5;38', warning: '38;5;172', bad: '38;5;167', stale: '38;5;245' },
};

/** Text as it is, for an output that is no terminal. */
export const noPaint: Paint = (_, text) => text;

/** The palette for a terminal with that many bits of colour, as `getColorDepth` of Node gives them: 1, 4, 8 or 24. */
export function palette(colorDepth: number): Paint {
  const codes = colorDepth >= 8 ? OF_256 : colorDepth >= 4 ? OF_16 : WITHOUT_COLOUR;
  return (tone, text) => {
    const code = codes[tone];
    return code === undefined || text === '' ? text : `\x1b[${code}m${text}\x1b[0m`;
  };
}
