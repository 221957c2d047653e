import type { Reader } from './setting.ts';

/** Names that are valid and unambiguous as systemd unit and as cgroup. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}$/;
const UNIT = /\.(?:service|scope|slice)$/;

/** A group's or an instance's name that a cgroup can carry. */
export const workerName: Reader<string> = (text) =>
  NAME.test(text) && !UNIT.test(text)
    ? { kind: 'value', value: text }
    : {
        kind: 'wrong',
        expected:
          '1 to 64 of the characters A-Z a-z 0-9 . _ : @ -, beginning with a letter or digit and not ending in .service, .scope or .slice',
      };

/** A share of CPU time such as `200%`, as percent of one core: 1 to 100000. */
export const cores: Reader<number> = (text) => {
  const [, amount = ''] = /^(\d{1,6}(?:\.\d{1,2})?)%$/.exec(text) ?? [];
  const percent = Number(amount);
  return percent >= 1 && percent <= 100_000
    ? { kind: 'value', value: percent }
    : { kind: 'wrong', expected: 'a percentage from 1% to 100000%, such as 200% for two cores' };
};

const UNITS: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** A size of memory such as `512M`, `8G` or `1.5GiB`, from 1 MiB to 1 PiB, as bytes; units are powers of 1024. */
export const memory: Reader<number> = (text) => {
  const [, amount = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)([KMGT])(?:iB|B)?$/.exec(text) ?? [];
  const bytes = Math.floor(Number(amount) * (UNITS[unit] ?? 0));
  return bytes >= 2 ** 20 && bytes <= 2 ** 50
    ? { kind: 'value', value: bytes }
    : { kind: 'wrong', expected: 'a size from 1M to 1024T, such as 512M or 8G' };
};
