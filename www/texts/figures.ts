// Numbers as a language writes them.

/** Names of a million, a thousand million, and so on. */
export interface Large {
  names: readonly string[];
  over: (number: string) => string;
}

/** A number of a million or more in words, rounded down: nobody reads thirteen digits. Smaller ones stay as they are. */
export function large(write: (value: number) => string, { names, over }: Large): (value: number) => string {
  return (value) => {
    const step = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3) - 2, names.length - 1);
    if (step < 0) return write(value);
    const units = value / 10 ** (6 + 3 * step);
    const named = `${write(Math.floor(units))}\u00a0${names[step]}`;
    return Number.isInteger(units) ? named : over(named);
  };
}

/**
 * Writes a number with at most so many digits after the point, or with just so many. Making a format costs more than drawing a screen, and the
 * first one most of all, so each is made once, and the common one while the page has nothing else to do.
 */
export function figures(locale: string): (value: number, digits?: number, exact?: boolean) => string {
  const formats = new Map<string, Intl.NumberFormat>();
  const formatOf = (digits: number, exact: boolean): Intl.NumberFormat => {
    const key = `${digits}${exact}`;
    const made = formats.get(key) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: exact ? digits : 0 });
    formats.set(key, made);
    return made;
  };
  setTimeout(() => formatOf(0, false));
  return (value, digits = 0, exact = false) => formatOf(digits, exact).format(value);
}
