namespace Oack.Simulation.Network;

/// <summary>Loss in bursts: the model of Gilbert and Elliott, a good and a bad state per direction, stepped per datagram.</summary>
/// <param name="Enter">The probability, per datagram, to go from the good state to the bad one.</param>
/// <param name="Leave">The probability, per datagram, to go back; 1 / Leave is the mean length of a burst.</param>
/// <param name="LossInside">The probability that a datagram is lost while the state is bad.</param>
public sealed record BurstLoss(double Enter, double Leave, double LossInside);
