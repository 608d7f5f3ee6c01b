/** A domain that the site of the browser tests has surveyed: its last look found DANE broken. */
export const SURVEYED_NAME = "surveyed-here.nl";
