#!/usr/bin/perl
# An independent recomputation of draws. It shares no code with the product and knows of it only the text of the
# specification. Reads from standard input either
#   {"draws": [...]}      bare inputs; writes what each comes to. Times and money come as whole numbers, so that their
#                         spelling is worked out here as well;
#   {"pots": [...]}       the same for community pots, times as whole numbers too;
#   {"documents": [...]}  each with "draw" and "roster" as the API answers them, "published" {seed_commitment,
#                         funding_target} from before the draw, and "tags" of players; writes what is "wrong" in each.
# Perl, because PostgreSQL's packages always bring it along.
use strict;
use warnings;
use integer;    # whole 64-bit numbers throughout; nothing here needs a fraction
use Digest::SHA qw(hmac_sha256_hex sha256 sha256_hex);
use JSON::PP ();
use POSIX qw(strftime);
use Time::Local qw(timegm);

my $json = JSON::PP->new->canonical;
my $input = $json->decode(do { local $/; <STDIN> });
my %answer;
$answer{draws} = [map { recompute($_) } @{ $input->{draws} }] if $input->{draws};
$answer{pots} = [map { recompute_pot($_) } @{ $input->{pots} }] if $input->{pots};
$answer{documents} = [map { check($_) } @{ $input->{documents} }] if $input->{documents};
print $json->encode(\%answer), "\n";

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

# A pot: its commit hash, the winner's place, and in beacon mode the round that had to be waited for.
sub recompute_pot {
    my ($p) = @_;
    my %out = (seed_hash => sha256_hex($p->{reveal_seed}));
    $out{roster_root} = unpack 'H*', merkle(map { sha256("\x00" . $_) } @{ $p->{leaves} });

    my $locked = $p->{locked_at_micros} / 1_000_000;
    $out{locked_at} = strftime('%Y-%m-%dT%H:%M:%SZ', gmtime $locked);
    my @parts = ($p->{pot_id}, @out{qw(seed_hash roster_root locked_at)});
    if ($p->{mode} eq 'beacon') {
        push @parts, $p->{randomness};
        # quicknet: round 1 at 1692803367, then one every three seconds. Counted up from the last one that is too early.
        my $first = sub { my $r = ($_[0] - 1_692_803_367_000_000) / 3_000_000; $r++ while due($r) < $_[0]; $r };
        $out{round} = $first->($locked * 1_000_000 + 6_000_000);
        $out{round} = $first->($p->{published_at_micros} + 6_000_000)
            if due($out{round}) - $p->{published_at_micros} < 3_000_000;
    }
    $out{commit_input} = join ':', @parts;
    $out{commit_hash} = sha256_hex($out{commit_input});
    $out{mac} = hmac_sha256_hex($out{commit_hash}, pack 'H*', $p->{reveal_seed});

    # 256 bits are too many for a number here: long division, a digit at a time.
    my ($total, $rest) = ($p->{total_tickets}, 0);
    $rest = ($rest * 16 + hex) % $total for split //, $out{mac};
    ($out{winner_index}, $out{winning_ticket}) = ($rest, $rest + 1);
    my $leaf = leaf_of($p->{leaves}, $rest + 1);
    @out{qw(winner_entry_id winner_tag)} = @$leaf[0, 3];
    return \%out;
}

sub due { 1_692_803_367_000_000 + ($_[0] - 1) * 3_000_000 }

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

# Every field of the API's documents against what the seed, the list and the specification say it has to be.
sub check {
    my ($c) = @_;
    my ($draw, @leaves) = ($c->{draw}, @{ $c->{roster}{leaves} });
    my %wrong;
    my ($micros, $cents) = (micros($draw->{created_at}), cents($draw->{escrow_balance}));
    $wrong{created_at} = 1 unless defined $micros;
    $wrong{escrow_balance} = 1 unless defined $cents;
    $wrong{roster} = 1 unless covers($draw->{total_tickets}, @leaves);
    return { wrong => [sort keys %wrong] } if %wrong;

    my $is = recompute({
        %$draw, created_at_micros => $micros, escrow_cents => $cents, leaves => \@leaves,
        randomness => $draw->{beacon} && $draw->{beacon}{randomness},
    });
    my ($last, @skips) = reverse @{ $is->{steps} };
    my %must = (
        %$is, roster_root => $is->{roster_root}, nonce => $last->{nonce}, combined_seed => $last->{combined_seed},
        number => $last->{number}, skips => spelled(map { { %$_, reason => $_->{skipped} } } reverse @skips),
    );
    my %said = (%$draw, skips => spelled(@{ $draw->{skips} }));
    for (qw(commitment client_seed_input client_seed roster_root first_nonce nonce combined_seed number skips winning_ticket winner_tag)) {
        $wrong{$_} = 1 unless defined $said{$_} && $said{$_} eq $must{$_};
    }
    $wrong{published_commitment} = 1 unless $c->{published}{seed_commitment} eq $must{commitment};
    # Funding stops all sales in the commit that reaches the target, so the escrow of a funded lot is the target.
    $wrong{published_target} = 1 unless $c->{published}{funding_target} eq $draw->{escrow_balance};

    my %found;
    for my $tag ($draw->{winner_tag}, @{ $c->{tags} }) {
        my @own = grep { (split /:/, $leaves[$_])[3] eq $tag } 0 .. $#leaves;
        $found{$tag} = @own + 0;
        $wrong{"inclusion $tag"} = 1 if !@own || grep { !included($_, \@leaves, $draw->{roster_root}) } @own;
    }
    return {
        wrong => [sort keys %wrong], winning_ticket => $is->{winning_ticket} + 0, winner_tag => $is->{winner_tag},
        roster_root => $is->{roster_root}, leaves_of => \%found,
    };
}

sub spelled { join ' ', map { join '/', @$_{qw(nonce combined_seed number)}, $_->{ticket} // '-', $_->{reason} } @_ }

# Leaf strings as specified, covering 1 to the last ticket without gap or overlap.
sub covers {
    my ($total, @leaves) = @_;
    my $next = 1;
    for (@leaves) {
        my ($first, $last) = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:([1-9]\d*):([1-9]\d*):[0-9a-f]{16}:(?:live|void)$/ or return 0;
        return 0 unless $first == $next && $last >= $first;
        $next = $last + 1;
    }
    return $next == $total + 1;
}

# The audit path of a leaf (RFC 6962, 2.1.1), walked up again from the leaf alone as somebody who has only the path does.
sub included {
    my ($index, $leaves, $root) = @_;
    my ($fn, $sn) = ($index, $#$leaves);
    my $hash = sha256("\x00" . $leaves->[$index]);
    for my $beside (path($index, map { sha256("\x00" . $_) } @$leaves)) {
        return 0 if $sn == 0;
        if ($fn % 2 || $fn == $sn) {
            $hash = sha256("\x01" . $beside . $hash);
            while ($fn && !($fn % 2)) { $fn >>= 1; $sn >>= 1 }
        } else {
            $hash = sha256("\x01" . $hash . $beside);
        }
        $fn >>= 1;
        $sn >>= 1;
    }
    return $sn == 0 && unpack('H*', $hash) eq $root;
}

sub path {
    my ($index, @hashes) = @_;
    return () if @hashes == 1;
    my $k = 1;
    $k *= 2 while $k * 2 < @hashes;
    return $index < $k
        ? (path($index, @hashes[0 .. $k - 1]), merkle(@hashes[$k .. $#hashes]))
        : (path($index - $k, @hashes[$k .. $#hashes]), merkle(@hashes[0 .. $k - 1]));
}

sub micros {
    my ($y, $mo, $d, $h, $mi, $s, $us) = $_[0] =~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})Z$/ or return undef;
    return timegm($s, $mi, $h, $d, $mo - 1, $y) * 1_000_000 + $us;
}

sub cents { $_[0] =~ /^(0|[1-9]\d*)\.(\d\d)$/ ? $1 * 100 + $2 : undef }
