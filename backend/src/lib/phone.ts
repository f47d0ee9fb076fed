/**
 * The digits of a number with its country's code (E.164, without the plus); null for what cannot be one.
 * @param prefix calling code put before numbers written without one
 */
export function digitsOf(phone: string | null, prefix: string): string | null {
  if (phone === null) return null;
  const isWhole = phone.trim().startsWith('+') || phone.trim().startsWith('00');
  const digits = phone.replaceAll(/\D/g, '').replace(/^0+/, '');
  const whole = isWhole ? digits : `${prefix.replaceAll(/\D/g, '')}${digits}`;
  return /^[1-9]\d{7,14}$/.test(whole) ? whole : null;
}
