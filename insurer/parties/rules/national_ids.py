"""Registered numbers of companies: which schemes we know, and whether a number's form and check digits are right."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from stdnum.exceptions import ValidationError

from insurer.kernel.errors import InvalidInput
from insurer.parties.terms import NationalId


@dataclass(frozen=True, slots=True)
class Scheme:
    """A register's numbers: its code, the country (None for worldwide or several), and the module that checks it."""

    code: str
    country: str | None
    english: str
    module: str | None


_KNOWN = (
    Scheme("LEI", None, "Legal Entity Identifier (ISO 17442)", "stdnum.lei"),
    Scheme("EU.VAT", None, "VAT number of the European Union", "stdnum.eu.vat"),
    Scheme("AT.UID", "AT", "Umsatzsteuer-Identifikationsnummer", "stdnum.at.uid"),
    Scheme("AT.FN", "AT", "Firmenbuchnummer", "stdnum.at.businessid"),
    Scheme("AU.ABN", "AU", "Australian Business Number", "stdnum.au.abn"),
    Scheme("AU.ACN", "AU", "Australian Company Number", "stdnum.au.acn"),
    Scheme("BE.VAT", "BE", "Ondernemingsnummer", "stdnum.be.vat"),
    Scheme("BR.CNPJ", "BR", "Cadastro Nacional da Pessoa Jurídica", "stdnum.br.cnpj"),
    Scheme("CA.BN", "CA", "Business Number", "stdnum.ca.bn"),
    Scheme("CH.UID", "CH", "Unternehmens-Identifikationsnummer", "stdnum.ch.uid"),
    Scheme("CN.USCC", "CN", "Unified Social Credit Code 统一社会信用代码", "stdnum.cn.uscc"),
    Scheme("DE.HRB", "DE", "Handelsregisternummer", "stdnum.de.handelsregisternummer"),
    Scheme("DE.VAT", "DE", "Umsatzsteuer-Identifikationsnummer", "stdnum.de.vat"),
    Scheme("DK.CVR", "DK", "CVR-nummer", "stdnum.dk.cvr"),
    Scheme("ES.CIF", "ES", "Código de Identificación Fiscal", "stdnum.es.cif"),
    Scheme("FR.SIREN", "FR", "SIREN", "stdnum.fr.siren"),
    Scheme("FR.SIRET", "FR", "SIRET", "stdnum.fr.siret"),
    Scheme("GB.CRN", "GB", "Company registration number", None),
    Scheme("GB.UTR", "GB", "Unique Taxpayer Reference", "stdnum.gb.utr"),
    Scheme("GB.VAT", "GB", "VAT registration number", "stdnum.gb.vat"),
    Scheme("HK.CR", "HK", "Company registration number", None),
    Scheme("IN.GSTIN", "IN", "Goods and Services Tax Identification Number", "stdnum.in_.gstin"),
    Scheme("IT.IVA", "IT", "Partita IVA", "stdnum.it.iva"),
    Scheme("JP.CN", "JP", "Corporate Number 法人番号", "stdnum.jp.cn"),
    Scheme("KR.BRN", "KR", "Business Registration Number", "stdnum.kr.brn"),
    Scheme("MX.RFC", "MX", "Registro Federal de Contribuyentes", "stdnum.mx.rfc"),
    Scheme("NL.BTW", "NL", "Btw-identificatienummer", "stdnum.nl.btw"),
    Scheme("NL.KVK", "NL", "KvK-nummer", None),
    Scheme("NO.ORG", "NO", "Organisasjonsnummer", "stdnum.no.orgnr"),
    Scheme("PL.NIP", "PL", "Numer identyfikacji podatkowej", "stdnum.pl.nip"),
    Scheme("PL.REGON", "PL", "REGON", "stdnum.pl.regon"),
    Scheme("PT.NIF", "PT", "Número de identificação fiscal", "stdnum.pt.nif"),
    Scheme("SE.ORG", "SE", "Organisationsnummer", "stdnum.se.orgnr"),
    Scheme("SG.UEN", "SG", "Unique Entity Number", "stdnum.sg.uen"),
    Scheme("TH.TIN", "TH", "Tax identification number", "stdnum.th.tin"),
    Scheme("TR.VKN", "TR", "Vergi Kimlik Numarası", "stdnum.tr.vkn"),
    Scheme("TW.UBN", "TW", "Unified Business Number 統一編號", "stdnum.tw.ubn"),
    Scheme("US.EIN", "US", "Employer Identification Number", "stdnum.us.ein"),
    Scheme("VN.MST", "VN", "Mã số thuế", "stdnum.vn.mst"),
    Scheme("ZA.TIN", "ZA", "Tax reference number", "stdnum.za.tin"),
)
SCHEMES = {scheme.code: scheme for scheme in _KNOWN}
LOCAL = "LOCAL"
"""A register we know nothing about: `LOCAL.KE` keeps the number as written."""


def national_id(scheme: str, value: str, field: str = "national_id") -> NationalId:
    """The number in its compact form, its form and check digits right where the scheme has a check.

    InvalidInput codes: `parties.id.unknown_scheme`, `.invalid` (with what is wrong), `.empty`.
    """
    code = scheme.strip().upper()
    known = SCHEMES.get(code)
    if known is None and not (code.startswith(f"{LOCAL}.") and len(code) == len(LOCAL) + 3):
        raise InvalidInput("parties.id.unknown_scheme", field, scheme=scheme[:40])
    checker = _checker(known.module) if known is not None and known.module else None
    if checker is None:
        return NationalId(code, _plain(value, field))
    try:
        return NationalId(code, str(checker.validate(value)))
    except ValidationError as wrong:
        fault = type(wrong).__name__
        raise InvalidInput("parties.id.invalid", field, scheme=code, value=value[:60], fault=fault) from None


def _plain(value: str, field: str) -> str:
    compact = "".join(char for char in value.upper() if char.isascii() and char.isalnum())
    if not compact or len(compact) > 40:
        raise InvalidInput("parties.id.empty", field, value=value[:60])
    return compact


@cache
def _checker(module: str) -> Any:
    return import_module(module)


def guessed_id(value: str, country: str | None) -> NationalId | None:
    """The number under the one scheme whose check digits it passes: worldwide ones, then those of its country.

    None when no scheme or several of a country take it, or the schemes that do have no check digits.
    """
    fitting = {found for scheme in _KNOWN if scheme.country is None and (found := _passes(scheme, value))}
    if not fitting and country is not None:
        fitting = {found for scheme in _KNOWN if scheme.country == country and (found := _passes(scheme, value))}
    return fitting.pop() if len(fitting) == 1 else None


def _passes(scheme: Scheme, value: str) -> NationalId | None:
    if scheme.module is None:
        return None
    try:
        return national_id(scheme.code, value)
    except InvalidInput:
        return None
