import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../backend/test/harness.ts';
import { commands, type Flags } from './commands.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const run = async (words: string, flags: Flags = {}) => {
  const [name = '', ...rest] = words.split(' ');
  return (await commands[name]!(t.deps, rest, flags)).join('\n');
};
const school = { vertical: 'barbershop', name: 'Escuela', admin: 'Ana Paz', email: 'ana@example.com' };

describe('tenants by command', () => {
  it('are made, so that they can be booked, and listed', async () => {
    expect(await run('create escuela', school)).toContain('Escuela is at http://escuela.localhost:3000');
    const services = await t.app.inject({ url: '/api/v1/services', headers: { host: 'escuela.localhost' } });
    expect(services.json<{ data: unknown[] }>().data.length).toBeGreaterThan(3);
    expect(await run('list', { search: 'escu' })).toMatch(
      /^slug .*\nescuela +Escuela +barbershop +\S+ +open$/,
    );
  });

  it('tell every mistake in what is wanted, and what is taken', async () => {
    await expect(
      run('create Fine!', { ...school, name: '', email: 'nobody', currency: 'pesos' }),
    ).rejects.toMatchObject({
      details: expect.stringMatching(/--name: [\s\S]*SLUG: [\s\S]*--currency: [\s\S]*--email: /) as string,
    });
    await expect(run('create other', { ...school, vertical: 'barbershops' })).rejects.toThrow(
      'mean "barbershop"',
    );
    await expect(run('create a', school)).rejects.toMatchObject({ code: 'SLUG_TAKEN' });
  });

  it('are suspended and opened again, by their slug', async () => {
    expect(await run('suspend b', { reason: 'unpaid' })).toContain('Tenant b is suspended');
    expect(await run('list', { suspended: true })).toContain('suspended: unpaid');
    expect(await run('resume b')).toContain('http://b.localhost:3000');
    expect(await run('list', { suspended: true })).toBe('There are none.');
    await expect(run('suspend escuelas')).rejects.toThrow('did you mean "escuela"?');
  });

  it('get domains, and say whose is whose', async () => {
    expect(await run('domain a add https://Turnos.example.org/')).toContain(
      'turnos.example.org leads to Tenant a',
    );
    await expect(run('domain b add turnos.example.org')).rejects.toMatchObject({ code: 'DOMAIN_TAKEN' });
    expect(await run('domain a primary turnos.example.org')).toContain('name turnos.example.org');
    expect(await run('list', { search: 'tenant a' })).toContain('http://turnos.example.org:3000');
    expect(await run('domain a primary none')).toContain("installation's own address");
    expect(await run('domain a remove turnos.example.org')).toContain('no more');
    await expect(run('domain a add nothing')).rejects.toThrow('"nothing" is no domain');
  });

  it('are looked after by people who are made on this machine', async () => {
    const logIn = async (password: string) => {
      const payload = { email: 'olga@example.com', password };
      return (await t.app.inject({ method: 'POST', url: '/api/v1/operator/auth/login', payload })).statusCode;
    };
    const made = await run('operator add olga@example.com', { name: 'Olga' });
    const [, password = ''] = /password\n +(\S+)\n/.exec(made) ?? [];
    expect(await logIn(password)).toBe(200);
    expect(await run('operator list')).toMatch(/olga@example\.com +Olga/);
    const [, another = ''] = /password\n +(\S+)\n/.exec(await run('operator add Olga@example.com')) ?? [];
    expect([await logIn(password), await logIn(another)]).toEqual([401, 200]);
    expect(await run('operator remove olga@example.com')).toContain('no more');
    expect(await logIn(another)).toBe(401);
    await expect(run('operator remove olga@example.com')).rejects.toThrow('is no operator');
    await expect(run('operator add olga')).rejects.toThrow('"olga" is no mail address');
    await expect(run('operator')).rejects.toThrow('operator add|remove');
  });
});
