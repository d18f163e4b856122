#!/usr/bin/perl
# An independent recomputation of draws: reads {"draws": [...]} from standard input, writes what each comes to.
# It shares no code with the product and knows of it only the text of the specification. Times and money come as whole
# numbers, so that their spelling is worked out here as well. Perl, because PostgreSQL's packages always bring it along.
use strict;
use warnings;
use integer;    # whole 64-bit numbers throughout; nothing here needs a fraction
use Digest::SHA qw(sha256 sha256_hex);
use JSON::PP ();
use POSIX qw(strftime);

my $json = JSON::PP->new->canonical;
my $input = $json->decode(do { local $/; <STDIN> });
print $json->encode({ draws => [map { recompute($_) } @{ $input->{draws} }] }), "\n";

sub recompute {
    my ($d) = @_;
    my %out = (commitment => sha256_hex($d->{server_seed}));

    my $seconds = $d->{created_at_micros} / 1_000_000;
    my $created = strftime('%Y-%m-%dT%H:%M:%S', gmtime $seconds) . sprintf('.%06dZ', $d->{created_at_micros} % 1_000_000);
    my $money = sprintf '%d.%02d', $d->{escrow_cents} / 100, $d->{escrow_cents} % 100;
    $out{client_seed_input} = join ':', $d->{lot_id}, $created, $d->{total_tickets}, $money;
    $out{client_seed} = sha256_hex($out{client_seed_input});

    my $root = '';
    if ($d->{leaves}) {
        $root = unpack 'H*', merkle(map { sha256("\x00" . $_) } @{ $d->{leaves} });
        $out{roster_root} = $root;
    }

    my $nonce = 0;
    if ($d->{mode} ne 'classic') {
        my $mixed = $root . ($d->{mode} eq 'beacon' ? $d->{randomness} : '');
        $nonce = hex(substr sha256_hex($mixed), -8) & 0x7fffffff;
    }
    $out{first_nonce} = $nonce;

    my $total = $d->{total_tickets};
    my $limit = (1 << 32) - (1 << 32) % $total;
    my @steps;
    while (1) {
        my $combined = sha256_hex($d->{server_seed} . $out{client_seed} . $nonce);
        my $number = hex substr $combined, 0, 8;
        my ($ticket, $skipped);
        if ($d->{mode} ne 'classic' && $number >= $limit) {
            $skipped = 'bias';
        } else {
            $ticket = 1 + $number % $total;
            my $leaf = leaf_of($d->{leaves}, $ticket);
            $skipped = 'void' if defined $leaf && $leaf->[4] eq 'void';
            ($out{winning_ticket}, $out{winner_tag}) = ($ticket, $leaf ? $leaf->[3] : undef) unless $skipped;
        }
        push @steps, {
            nonce => $nonce, combined_seed => $combined, number => $number, ticket => $ticket, skipped => $skipped,
        };
        last unless $skipped;
        $nonce = ($nonce + 1) % (1 << 31);
    }
    $out{steps} = \@steps;
    return \%out;
}

# RFC 6962, 2.1, as it is written there: split at the largest power of two smaller than the count.
sub merkle {
    return $_[0] if @_ == 1;
    my $k = 1;
    $k *= 2 while $k * 2 < @_;
    return sha256("\x01" . merkle(@_[0 .. $k - 1]) . merkle(@_[$k .. $#_]));
}

sub leaf_of {
    my ($leaves, $ticket) = @_;
    for (@{ $leaves || [] }) {
        my @leaf = split /:/;
        return \@leaf if $leaf[1] <= $ticket && $ticket <= $leaf[2];
    }
    return undef;
}
