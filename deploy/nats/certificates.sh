#!/bin/sh
# Certificates for a trial of TLS, from an authority that is made here and known nowhere else.
#
#   deploy/nats/certificates.sh FOLDER NAME...     NAME.pem and NAME-key.pem in FOLDER, beside ca.pem
#
# NAME is the DNS name in the certificate, which is who nats-server takes its holder for: gpu-1.agent.troupe. All are also
# good for localhost, so that servers can be tried there. Again with other names: the same authority signs those too.
set -eu
[ $# -ge 2 ] || { sed -n '4,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$1
shift
umask 077
mkdir -p "$folder"
cd "$folder"
quiet() { openssl "$@" 2>openssl.log || { cat openssl.log >&2; exit 1; }; }

[ -f ca.pem ] || quiet req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 \
  -subj "/CN=Troupe trial authority" -addext basicConstraints=critical,CA:TRUE -keyout ca-key.pem -out ca.pem
for name; do
  quiet req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" -keyout "$name-key.pem" -out "$name.csr"
  printf 'subjectAltName=DNS:%s,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n' "$name" >"$name.ext"
  quiet x509 -req -in "$name.csr" -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 365 -extfile "$name.ext" -out "$name.pem"
  rm "$name.csr" "$name.ext"
done
rm -f openssl.log
