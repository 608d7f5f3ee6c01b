import { algorithmsRecommended } from "./checks/algorithms-recommended";
import { certificatesDiffer } from "./checks/certificates-differ";
import { dnssecAnswersAgree } from "./checks/dnssec-answers-agree";
import { dsDigestsRecommended } from "./checks/ds-digests-recommended";
import { ednsExtensible } from "./checks/edns-extensible";
import { ednsSupported } from "./checks/edns-supported";
import { emptyNonTerminalNodata } from "./checks/empty-non-terminal-nodata";
import { largeAnswers } from "./checks/large-answers";
import { mtaStsCoversMx } from "./checks/mta-sts-covers-mx";
import { mtaStsPolicy } from "./checks/mta-sts-policy";
import { mtaStsRecord } from "./checks/mta-sts-record";
import { mxTlsaDenial } from "./checks/mx-tlsa-denial";
import { nameServersAnswer } from "./checks/name-servers-answer";
import { nsec3IterationsZero } from "./checks/nsec3-iterations-zero";
import { nsec3NoOptOut } from "./checks/nsec3-no-opt-out";
import { nsec3NoSalt } from "./checks/nsec3-no-salt";
import { queryTypesNotFiltered } from "./checks/query-types-not-filtered";
import { rsaKeySizes } from "./checks/rsa-key-sizes";
import { serialsAgree } from "./checks/serials-agree";
import { signaturesNotNearExpiry } from "./checks/signatures-not-near-expiry";
import { soaRnameAcceptsMail } from "./checks/soa-rname-accepts-mail";
import { soaRnameWellFormed } from "./checks/soa-rname-well-formed";
import { starttlsNotSelective } from "./checks/starttls-not-selective";
import { tcpSupported } from "./checks/tcp-supported";
import { tlsRptRecord } from "./checks/tls-rpt-record";
import { tlsaForEachKeyType } from "./checks/tlsa-for-each-key-type";
import { tlsaNextKeyPublished } from "./checks/tlsa-next-key-published";
import { unknownTypeBelow } from "./checks/unknown-type-below";
import { unknownTypeNodata } from "./checks/unknown-type-nodata";
import { wildcardDenial } from "./checks/wildcard-denial";
import type { HygieneCheck } from "./define-check";

/** Every check, in the order of reports. */
export const HYGIENE_CHECKS: readonly HygieneCheck[] = [
  nameServersAnswer,
  unknownTypeNodata,
  unknownTypeBelow,
  queryTypesNotFiltered,
  ednsSupported,
  ednsExtensible,
  tcpSupported,
  largeAnswers,
  serialsAgree,
  dnssecAnswersAgree,
  wildcardDenial,
  emptyNonTerminalNodata,
  mxTlsaDenial,
  signaturesNotNearExpiry,
  nsec3IterationsZero,
  nsec3NoSalt,
  nsec3NoOptOut,
  algorithmsRecommended,
  dsDigestsRecommended,
  rsaKeySizes,
  tlsaNextKeyPublished,
  tlsaForEachKeyType,
  certificatesDiffer,
  starttlsNotSelective,
  soaRnameWellFormed,
  soaRnameAcceptsMail,
  mtaStsRecord,
  mtaStsPolicy,
  mtaStsCoversMx,
  tlsRptRecord,
];
