import type { MailTexts } from './content.ts';

export const ptBR: MailTexts = {
  greeting: (name) => (name ? `Olá, ${name}!` : 'Olá!'),
  footer: (tenant) => `Enviado por ${tenant}. Esta é uma mensagem automática; não é preciso responder.`,
  linkHint: 'Se o botão não funcionar, copie este endereço no seu navegador:',
  mails: {
    'verify-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirme seu e-mail em ${tenant}`,
      preview: 'Mais um passo e sua conta está pronta.',
      paragraphs: [
        `Obrigado por criar sua conta em ${tenant}. Confirme que este endereço é seu e já pode agendar.`,
      ],
      action: { label: 'Confirmar meu e-mail', url },
      notes: [
        `O link vale por ${hours(expiresInHours)}.`,
        'Se você não criou esta conta, pode ignorar esta mensagem.',
      ],
    }),
    'already-registered': ({ url, resetUrl }, { tenant }) => ({
      subject: `Você já tem uma conta em ${tenant}`,
      preview: 'Alguém tentou se cadastrar com o seu endereço.',
      paragraphs: [
        `Recebemos um pedido para criar uma conta em ${tenant} com este endereço, mas você já tem uma. Nada foi alterado.`,
        'Se foi você, entre com a senha que já usa.',
      ],
      action: { label: 'Entrar', url },
      notes: [
        { text: 'Esqueceu a senha?', label: 'Escolha uma nova', url: resetUrl },
        'Se não foi você, não precisa fazer nada.',
      ],
    }),
    'reset-password': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Escolha uma nova senha para ${tenant}`,
      preview: 'Você pediu para trocar sua senha.',
      paragraphs: ['Recebemos um pedido para trocar sua senha. Use este botão para escolher uma nova.'],
      action: { label: 'Escolher senha', url },
      notes: [
        `O link só pode ser usado uma vez e vale por ${hours(expiresInHours)}.`,
        'Se você não pediu isso, ignore esta mensagem: sua senha continua a mesma.',
      ],
    }),
    'sign-in-link': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Seu link para entrar em ${tenant}`,
      preview: 'Só pode ser usado uma vez.',
      paragraphs: [
        `Você pediu um link para entrar na sua conta em ${tenant}. Abra no aparelho que quiser usar.`,
      ],
      action: { label: 'Entrar', url },
      notes: [
        `O link só pode ser usado uma vez e vale por ${hours(expiresInHours)}.`,
        'Se você não pediu isso, ignore esta mensagem: sem o link ninguém entra.',
      ],
    }),
    'password-changed': ({ url }, { tenant }) => ({
      subject: `Sua senha de ${tenant} foi alterada`,
      preview: 'Se foi você, não precisa fazer nada.',
      paragraphs: [
        `A senha da sua conta em ${tenant} acabou de ser alterada e encerramos as outras sessões.`,
        'Se foi você, não precisa fazer nada. Se não foi, recupere sua conta agora mesmo.',
      ],
      action: { label: 'Não fui eu', url },
      notes: [],
    }),
    'change-email': ({ url, expiresInHours }, { tenant, hours }) => ({
      subject: `Confirme seu novo e-mail em ${tenant}`,
      preview: 'Falta um passo para trocar seu endereço.',
      paragraphs: [
        `Você pediu para usar este endereço na sua conta em ${tenant}. Até a confirmação, continuamos usando o anterior.`,
      ],
      action: { label: 'Confirmar meu novo e-mail', url },
      notes: [
        `O link vale por ${hours(expiresInHours)}.`,
        'Se você não pediu isso, pode ignorar esta mensagem.',
      ],
    }),
    'email-changed': ({ newEmail, url }, { tenant }) => ({
      subject: `O e-mail da sua conta em ${tenant} foi alterado`,
      preview: 'A partir de agora escrevemos para outro endereço.',
      paragraphs: [
        `Sua conta em ${tenant} agora usa ${newEmail}. Não escreveremos mais para este endereço.`,
        'Se foi você, não precisa fazer nada. Se não foi, avise-nos o quanto antes.',
      ],
      action: { label: 'Não fui eu', url },
      notes: [],
    }),
    'new-sign-in': ({ device, ip, at, url }, { tenant, instant }) => ({
      subject: `Novo acesso à sua conta em ${tenant}`,
      preview: `De ${device}.`,
      paragraphs: [
        `Alguém entrou na sua conta em ${tenant} a partir de um dispositivo que não conhecíamos.`,
        `Dispositivo: ${device}`,
        `Momento: ${instant(at)}`,
        ...(ip ? [`Endereço IP: ${ip}`] : []),
        'Se foi você, não precisa fazer nada. Se não foi, encerre essa sessão e troque sua senha.',
      ],
      action: { label: 'Ver minhas sessões', url },
      notes: [],
    }),
    'application-waiting': ({ business, applicant, url }, { tenant }) => ({
      subject: `${business} quer entrar em ${tenant}`,
      preview: `${applicant} enviou o pedido e aguarda sua resposta.`,
      paragraphs: [
        `${applicant} pediu para incluir ${business} em ${tenant}. Já está tudo pronto para receber reservas; falta você aprovar ou dizer o que mudar.`,
      ],
      action: { label: 'Ver o pedido', url },
      notes: ['Até você aprovar, ninguém mais vê.'],
    }),
    'application-approved': ({ business, url }, { tenant }) => ({
      subject: `${business} já está em ${tenant}`,
      preview: 'Seu pedido foi aprovado: já dá para reservar com você.',
      paragraphs: [`Seu pedido foi aprovado. ${business} já aparece em ${tenant} e recebe reservas.`],
      action: { label: 'Ir para a minha agenda', url },
      notes: [],
    }),
    'application-refused': ({ business, reason, url }, { tenant }) => ({
      subject: `Seu pedido para entrar em ${tenant} precisa de mudanças`,
      preview: reason,
      paragraphs: [
        `Analisamos o pedido de ${business} e, por enquanto, não dá para aprovar. O motivo:`,
        reason,
        'O que você preencheu continua salvo. Corrija e envie de novo.',
      ],
      action: { label: 'Corrigir meu pedido', url },
      notes: [],
    }),
    invitation: ({ invitedBy, place, url, days }, { tenant }) => ({
      subject: `Convite para trabalhar em ${place} · ${tenant}`,
      preview: 'Aceite o convite e comece.',
      paragraphs: [
        `${invitedBy ?? `A equipe de ${place}`} convida você para a equipe de ${place} em ${tenant}. Se ainda não tem conta, é só um passo para criar.`,
      ],
      action: { label: 'Ver o convite', url },
      notes: [
        `O link funciona uma única vez e vence em ${days} dias.`,
        'Se você não esperava esta mensagem, pode ignorar: nada acontece até você aceitar.',
      ],
    }),
  },
};
