import type { MailTexts } from './content.ts';

export const esAR: MailTexts = {
  greeting: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  footer: (tenant) => `Te escribe ${tenant}. Es un mensaje automático; no hace falta que respondas.`,
  linkHint: 'Si el botón no funciona, copiá esta dirección en tu navegador:',
  mails: {
    'verify-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirmá tu correo en ${tenant}`,
      preview: 'Un paso más y tu cuenta queda lista.',
      paragraphs: [
        `Gracias por crear tu cuenta en ${tenant}. Confirmá que esta dirección es tuya y ya podés reservar turnos.`,
      ],
      action: { label: 'Confirmar mi correo', url },
      notes: [
        `El enlace vence en ${hours(expiresInHours)}.`,
        'Si no creaste esta cuenta, podés ignorar este mensaje.',
      ],
    }),
    'already-registered': ({ url, resetUrl }, { tenant }) => ({
      subject: `Ya tenés una cuenta en ${tenant}`,
      preview: 'Alguien intentó registrarse con tu dirección.',
      paragraphs: [
        `Recibimos un pedido para crear una cuenta en ${tenant} con esta dirección, pero ya tenés una. No cambiamos nada.`,
        'Si fuiste vos, entrá con tu contraseña de siempre.',
      ],
      action: { label: 'Iniciar sesión', url },
      notes: [
        { text: '¿No te acordás de la contraseña?', label: 'Elegí una nueva', url: resetUrl },
        'Si no fuiste vos, no tenés que hacer nada.',
      ],
    }),
    'reset-password': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Elegí una contraseña nueva para ${tenant}`,
      preview: 'Pediste cambiar tu contraseña.',
      paragraphs: ['Recibimos un pedido para cambiar tu contraseña. Con este botón elegís una nueva.'],
      action: { label: 'Elegir contraseña', url },
      notes: [
        `El enlace sirve una sola vez y vence en ${hours(expiresInHours)}.`,
        'Si no lo pediste, ignorá este mensaje: tu contraseña sigue siendo la misma.',
      ],
    }),
    'sign-in-link': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Tu enlace para entrar a ${tenant}`,
      preview: 'Sirve una sola vez.',
      paragraphs: [
        `Pediste un enlace para entrar a tu cuenta de ${tenant}. Abrilo en el dispositivo que quieras usar.`,
      ],
      action: { label: 'Ingresar', url },
      notes: [
        `El enlace sirve una sola vez y vence en ${hours(expiresInHours)}.`,
        'Si no lo pediste, ignorá este mensaje: sin el enlace no entra nadie.',
      ],
    }),
    'password-changed': ({ url }, { tenant }) => ({
      subject: `Cambió tu contraseña de ${tenant}`,
      preview: 'Si fuiste vos, no tenés que hacer nada.',
      paragraphs: [
        `La contraseña de tu cuenta en ${tenant} acaba de cambiar y cerramos las demás sesiones.`,
        'Si fuiste vos, no tenés que hacer nada. Si no, recuperá tu cuenta ahora mismo.',
      ],
      action: { label: 'No fui yo', url },
      notes: [],
    }),
    'change-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirmá tu correo nuevo en ${tenant}`,
      preview: 'Falta un paso para cambiar tu dirección.',
      paragraphs: [
        `Pediste usar esta dirección para tu cuenta en ${tenant}. Hasta que la confirmes, seguimos usando la anterior.`,
      ],
      action: { label: 'Confirmar mi correo nuevo', url },
      notes: [
        `El enlace vence en ${hours(expiresInHours)}.`,
        'Si no lo pediste, podés ignorar este mensaje.',
      ],
    }),
    'email-changed': ({ newEmail, url }, { tenant }) => ({
      subject: `Cambió el correo de tu cuenta en ${tenant}`,
      preview: 'De ahora en más te escribimos a otra dirección.',
      paragraphs: [
        `Tu cuenta en ${tenant} ahora usa ${newEmail}. A esta dirección ya no te vamos a escribir.`,
        'Si fuiste vos, no tenés que hacer nada. Si no, avisanos cuanto antes.',
      ],
      action: { label: 'No fui yo', url },
      notes: [],
    }),
    'new-sign-in': ({ device, ip, at, url }, { tenant, instant }) => ({
      subject: `Nuevo inicio de sesión en ${tenant}`,
      preview: `Desde ${device}.`,
      paragraphs: [
        `Alguien entró en tu cuenta de ${tenant} desde un dispositivo que no conocíamos.`,
        `Dispositivo: ${device}`,
        `Momento: ${instant(at)}`,
        ...(ip ? [`Dirección IP: ${ip}`] : []),
        'Si fuiste vos, no tenés que hacer nada. Si no, cerrá esa sesión y cambiá tu contraseña.',
      ],
      action: { label: 'Ver mis sesiones', url },
      notes: [],
    }),
    'application-waiting': ({ business, applicant, url }, { tenant }) => ({
      subject: `${business} quiere sumarse a ${tenant}`,
      preview: `${applicant} completó la solicitud y espera tu respuesta.`,
      paragraphs: [
        `${applicant} pidió sumar ${business} a ${tenant}. Ya cargó lo necesario para recibir reservas; falta que lo apruebes o le digas qué cambiar.`,
      ],
      action: { label: 'Ver la solicitud', url },
      notes: ['Hasta que la apruebes, nadie más la ve.'],
    }),
    'application-approved': ({ business, url }, { tenant }) => ({
      subject: `${business} ya está en ${tenant}`,
      preview: 'Aprobamos tu solicitud: ya te pueden reservar.',
      paragraphs: [`Aprobamos tu solicitud. ${business} ya aparece en ${tenant} y recibe reservas.`],
      action: { label: 'Ir a mi agenda', url },
      notes: [],
    }),
    'application-refused': ({ business, reason, url }, { tenant }) => ({
      subject: `Tu solicitud para sumarte a ${tenant} necesita cambios`,
      preview: reason,
      paragraphs: [
        `Revisamos la solicitud de ${business} y por ahora no podemos aprobarla. El motivo:`,
        reason,
        'Lo que cargaste sigue guardado. Cuando lo corrijas, enviala de nuevo.',
      ],
      action: { label: 'Corregir mi solicitud', url },
      notes: [],
    }),
    invitation: ({ invitedBy, place, url, days }, { tenant }) => ({
      subject: `Te invitaron a trabajar en ${place} · ${tenant}`,
      preview: 'Aceptá la invitación y empezá.',
      paragraphs: [
        `${invitedBy ?? `El equipo de ${place}`} te invita a sumarte al equipo de ${place} en ${tenant}. Si todavía no tenés cuenta, la creás en un paso.`,
      ],
      action: { label: 'Ver la invitación', url },
      notes: [
        `El enlace sirve una sola vez y vence en ${days} días.`,
        'Si no esperabas este mensaje, podés ignorarlo: no pasa nada hasta que aceptes.',
      ],
    }),
  },
};
