// Numbers as a language writes them. Making a format costs more than drawing a screen, so each is made once.

/** Writes a number with at most so many digits after the point. */
export function figures(locale: string): (value: number, digits?: number) => string {
  const formats = new Map<number, Intl.NumberFormat>();
  return (value, digits = 0) => {
    let format = formats.get(digits);
    if (!format) {
      format = new Intl.NumberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: 0 });
      formats.set(digits, format);
    }
    return format.format(value);
  };
}
