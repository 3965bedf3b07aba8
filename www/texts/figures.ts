// Numbers as a language writes them.

/**
 * Writes a number with at most so many digits after the point. Making a format costs more than drawing a screen, and the
 * first one most of all, so each is made once, and the common one while the page has nothing else to do.
 */
export function figures(locale: string): (value: number, digits?: number) => string {
  const formats = new Map<number, Intl.NumberFormat>();
  const formatOf = (digits: number): Intl.NumberFormat => {
    const made = formats.get(digits) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: 0 });
    formats.set(digits, made);
    return made;
  };
  setTimeout(() => formatOf(0));
  return (value, digits = 0) => formatOf(digits).format(value);
}
