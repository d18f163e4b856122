#!/usr/bin/perl
# An independent recomputation of the fairness log: reads /api/fairness/log.ndjson from standard input and says what is
# wrong with it, record by record, and where it ends. Shares no code with the product.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use JSON::PP ();

my $json = JSON::PP->new->canonical;
my ($records, $head, @wrong) = (0, '0' x 64);
my %kinds;
while (my $line = <STDIN>) {
    chomp $line;
    my ($as_sent) = $line =~ /"record":(\{.*\}),"previous_hash":/ or push @wrong, "line $.: no record";
    my $read = $json->decode($line);
    push @wrong, "line $.: sequence $read->{sequence}" if $read->{sequence} != ++$records;
    # Names of members are ASCII here, so that Perl's order is RFC 8785's.
    push @wrong, "record $records: not canonical" if $as_sent ne $json->encode($read->{record});
    push @wrong, "record $records: does not follow the one before" if $read->{previous_hash} ne $head;
    $head = sha256_hex("$head\n$as_sent");
    push @wrong, "record $records: its hash is another" if $read->{hash} ne $head;
    $head = $read->{hash};
    $kinds{$read->{kind}}++;
}
print $json->encode({records => $records, head => $head, wrong => \@wrong, kinds => \%kinds});
