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

/** Area codes of Argentina have two digits (11), three or four; a local 15 stands after them. */
function withoutLocal15(national: string): string {
  if (national.length !== 12) return national;
  const at = [2, 3, 4].find(
    (length) => national.startsWith('15', length) && (length !== 2 || national.startsWith('11')),
  );
  return at === undefined ? national : national.slice(0, at) + national.slice(at + 2);
}

/**
 * The number by which WhatsApp knows a mobile phone, from its digits with the country's code. In Argentina it has a 9 after the 54
 * and no local 15; in Brazil mobile numbers have had a ninth digit since 2016, which old ones are written without.
 */
export function whatsappNumberOf(digits: string): string {
  if (digits.startsWith('54')) {
    const national = withoutLocal15(
      digits
        .slice(2)
        .replace(/^0/, '')
        .replace(/^9(?=\d{10})/, ''),
    );
    return national.length === 10 ? `549${national}` : digits;
  }
  const oldMobile = /^55(\d\d)([6-9]\d{7})$/.exec(digits);
  return oldMobile ? `55${oldMobile[1]}9${oldMobile[2]}` : digits;
}
