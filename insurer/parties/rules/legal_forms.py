"""Legal forms that stand in company names of many countries and tell nothing about who the company is.

Latin forms are written as a name looks after folding: lower-case letters and digits, words parted by one space.
"""

from __future__ import annotations


def _forms(listed: str) -> frozenset[str]:
    return frozenset(" ".join(form.split()) for form in listed.split(","))


LATIN = _forms("""
a d, a e, a m b a, a s, ab, abp, ad, ae, ag, ag co kg, ag co kgaa, akcionarsko drustvo, aktiengesellschaft,
anonim sirketi, aozt, aps, as, asa, b v, berhad, besloten vennootschap, bhd, bt, bv, bvba, c a, c v, ca, cia,
cia ltda, cjsc, closed joint stock company, co, co inc, co kg, co limited, co ltd, commanditaire vennootschap,
compagnie, company, company limited, corp, corporation, cv, cvba, d d, d n o, d o o, dd, doo, e g, e i r l, e k,
e u, e v, ead, eg, eg mbh, ehf, eingetragener kaufmann, eirl, ek, eood, epe, et cie, eurl, ev, fz llc, fzc,
fzco, fze, g k, gbr, ges m b h, gesellschaft mit beschrankter haftung, gesmbh, gk, gmbh, gmbh co kg, gmbh co
kgaa, gmbh co ohg, gmbh und co kg, godo kaisha, h f, hf, i k e, i s, ike, inc, incorporated, ivs, joint stock
company, jsc, k d, k k, k s, k s c, kabushiki kaisha, kabushikigaisha, kd, kda, kft, kg, kgaa, kk, kom dd,
kommanditgesellschaft, ks, ksc, l l c, l t d, lda, limitada, limited, limited company, limited liability
company, limited liability partnership, limited partnership, limited sirketi, llc, llp, lp, ltd, ltd co, ltd
sti, ltda, ltda me, ltee, mbh, mtu, n v, naamloze vennootschap, nv, nyrt, o o o, o y, oao, oe, ohg, ojsc, ooo,
open joint stock company, osakeyhtio, ou, oy, oyj, p c, p l c, p s c, pao, pc, pjsc, plc, pllc, private limited,
private limited company, private ltd, prop ltd, proprietary limited, proprietary ltd, prs, psc, pt, pte, pte
ltd, pty, pty ltd, public company limited, public joint stock company, public limited company, pvt, pvt limited,
pvt ltd, q s c, qsc, r t, rt, s a, s a a, s a b, s a b de c v, s a c, s a de c v, s a p i de c v, s a r l, s a
s, s c, s c a, s c r l, s c s, s de r l, s de r l de c v, s de rl de cv, s e, s e n c, s i a, s k, s l, s l l, s
l n e, s l u, s n c, s p a, s r l, s r o, sa, sa de cv, saa, sab, sab de cv, sac, sapi de cv, sarl, sarlu, sas,
sasu, sc, sca, scrl, scs, sdn bhd, se, senc, sendirian berhad, sh a, sh p k, shpk, sia, sicav, sk, sl, sll, slu,
snc, sociedad anonima, sociedad de responsabilidad limitada, sociedad limitada, sociedade anonima, sociedade
limitada, societa a responsabilita limitata, societa per azioni, societas europaea, societe a responsabilite
limitee, societe anonyme, societe par actions simplifiee, sp j, sp k, sp z o o, sp zoo, sp z oo, spa, spa unipersonale,
spol s r o, spol sro, spolka akcyjna, spolka z ograniczona odpowiedzialnoscia, srl, srls, sro, t b k, t o v,
tbk, tnhh, tov, u a b, uab, ug, ug haftungsbeschrankt, unternehmergesellschaft, v o f, vof, w l l, wll, yk,
yugen gaisha, yugen kaisha, zao, zrt
""")
LATIN_FIRST = _forms("""
pt, ooo, oao, zao, pao, ao, uab, sia, cv, firma, cong ty tnhh, cong ty co phan, limited liability company,
joint stock company, public joint stock company, open joint stock company, closed joint stock company
""")
"""Forms that stand before the name: `PT Astra`, `OOO Romashka`, `UAB Baltika`."""

CHINESE = _forms("""
股份有限责任公司, 集团股份有限公司, 集团有限责任公司, 集团有限公司, 股份有限公司, 有限责任公司, 控股有限公司, 有限公司,
股份公司, 个人独资企业, 普通合伙企业, 有限合伙企业, 合伙企业(有限合伙), 合伙企业(普通合伙),
(有限合伙), (普通合伙), 合伙企业,
集團股份有限公司, 集團有限公司, 股份有限責任公司, 有限責任公司, 公司
""")
OTHER_SCRIPTS = (
    "株式会社", "有限会社", "合同会社", "合資会社", "合名会社", "주식회사", "유한회사", "유한책임회사", "(주)", "(유)",
    "общество с ограниченной ответственностью", "публичное акционерное общество", "закрытое акционерное общество",
    "открытое акционерное общество", "акционерное общество", "ооо", "оао",
    "зао", "пао", "тов", "еоод", "оод", "еад", "бъз",
    "ανωνυμη εταιρεια", "αε", "επε", "ικε",
)  # fmt: skip
